//! What credentials refuse: to be believed, made, shown and ended.

use tenantry_domain::api_key::{ApiKeyError, LimitReached, UnknownResourceType};
use tenantry_domain::authentication::AuthenticationError;
use tenantry_domain::introspection::IntrospectionError;
use tenantry_domain::inventory::InventoryError;
use tenantry_domain::personal_access_token::PersonalAccessTokenError;
use tenantry_domain::tenant_api_key::TenantApiKeyError;

use crate::problem::{Problem, ProblemKind};

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Invalid => Self::of(ProblemKind::Unauthorized),
            AuthenticationError::ProjectApiKey => {
                Self::new(ProblemKind::Unauthorized, error.to_string())
            }
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

impl From<ApiKeyError> for Problem {
    fn from(error: ApiKeyError) -> Self {
        let words = error.to_string();
        match error {
            ApiKeyError::Denied(denied) => denied.into(),
            ApiKeyError::UnknownResourceType(UnknownResourceType { .. }) => {
                Self::field("resource_type", words)
            }
            ApiKeyError::ExpiresInThePast => Self::field("expires_at", words),
            ApiKeyError::LimitReached(LimitReached { .. }) => {
                Self::new(ProblemKind::ApiKeyLimitReached, words)
            }
            ApiKeyError::Store(error) => error.into(),
        }
    }
}

impl From<PersonalAccessTokenError> for Problem {
    fn from(error: PersonalAccessTokenError) -> Self {
        let words = error.to_string();
        match error {
            PersonalAccessTokenError::Disabled => Self::new(ProblemKind::FeatureDisabled, words),
            PersonalAccessTokenError::NoMember => Self::new(ProblemKind::Forbidden, words),
            PersonalAccessTokenError::Denied(denied) => denied.into(),
            PersonalAccessTokenError::Store(error) => error.into(),
        }
    }
}

impl From<TenantApiKeyError> for Problem {
    fn from(error: TenantApiKeyError) -> Self {
        match error {
            TenantApiKeyError::Denied(denied) => denied.into(),
            TenantApiKeyError::Store(error) => error.into(),
        }
    }
}

impl From<InventoryError> for Problem {
    fn from(error: InventoryError) -> Self {
        match error {
            InventoryError::Denied(denied) => denied.into(),
            InventoryError::Store(error) => error.into(),
        }
    }
}

impl From<IntrospectionError> for Problem {
    fn from(error: IntrospectionError) -> Self {
        match error {
            IntrospectionError::Unauthorized => Self::of(ProblemKind::Unauthorized),
            IntrospectionError::Store(error) => error.into(),
        }
    }
}
