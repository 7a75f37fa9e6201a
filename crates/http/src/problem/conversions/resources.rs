//! What tenants, and what lies in them, refuse.

use tenantry_domain::api_key::{ApiKeyError, LimitReached, UnknownResourceType};
use tenantry_domain::audit::AuditError;
use tenantry_domain::introspection::IntrospectionError;
use tenantry_domain::organization::OrganizationError;
use tenantry_domain::project::{NameTaken, ProjectError};
use tenantry_domain::tenant::{FoundingDenied, ProvisionError, TenantError};

use crate::problem::{Problem, ProblemKind};

impl From<ProvisionError> for Problem {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Founding(FoundingDenied::TenantExists) => {
                Self::of(ProblemKind::TenantExists)
            }
            ProvisionError::Gone => Self::of(ProblemKind::Unauthorized),
            ProvisionError::Store(error) => error.into(),
        }
    }
}

impl From<TenantError> for Problem {
    fn from(error: TenantError) -> Self {
        match error {
            TenantError::Denied(denied) => denied.into(),
            TenantError::Store(error) => error.into(),
        }
    }
}

impl From<OrganizationError> for Problem {
    fn from(error: OrganizationError) -> Self {
        match error {
            OrganizationError::Denied(denied) => denied.into(),
            OrganizationError::NoTenant => Self::of(ProblemKind::NoTenant),
            OrganizationError::Store(error) => error.into(),
        }
    }
}

impl From<ProjectError> for Problem {
    fn from(error: ProjectError) -> Self {
        match error {
            ProjectError::Denied(denied) => denied.into(),
            ProjectError::NameTaken(NameTaken) => Self::of(ProblemKind::ProjectNameTaken),
            ProjectError::Store(error) => error.into(),
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

impl From<AuditError> for Problem {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Denied(denied) => denied.into(),
            AuditError::Store(error) => error.into(),
        }
    }
}

impl From<IntrospectionError> for Problem {
    fn from(error: IntrospectionError) -> Self {
        match error {
            IntrospectionError::Unauthorized => Self::of(ProblemKind::Unauthorized),
            IntrospectionError::Store(error) => error.into(),
        }
        .for_oauth()
    }
}
