//! From each of the domain's errors to the problem that it is for a client. Exhaustive, so that a new refusal can't go unanswered.

use tenantry_domain::access::Denied;
use tenantry_domain::api_key::{ApiKeyError, LimitReached, UnknownResourceType};
use tenantry_domain::introspection::IntrospectionError;
use tenantry_domain::organization::OrganizationError;
use tenantry_domain::password::{HashingError, WeakPassword};
use tenantry_domain::project::{NameTaken, ProjectError};
use tenantry_domain::session::{
    AuthenticationError, InvalidAccessToken, LoginError, LogoutError, RefreshError,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{FoundingDenied, ProvisionError, TenantError};
use tenantry_domain::user::{ProfileError, SignUpError};

use super::{Problem, ProblemKind};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::of(ProblemKind::Unavailable).because(error),
            StoreError::Failed(_) => Self::of(ProblemKind::Internal).because(error),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Forbidden => Self::of(ProblemKind::Forbidden),
            Denied::NotFound => Self::of(ProblemKind::NotFound),
        }
    }
}

impl From<HashingError> for Problem {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy => Self::of(ProblemKind::Unavailable).because(error),
            HashingError::Failed(_) => Self::of(ProblemKind::Internal).because(error),
        }
    }
}

/// A token that we couldn't sign ourselves.
impl From<InvalidAccessToken> for Problem {
    fn from(error: InvalidAccessToken) -> Self {
        Self::of(ProblemKind::Internal).because(error)
    }
}

impl From<WeakPassword> for Problem {
    fn from(weak: WeakPassword) -> Self {
        Self::new(ProblemKind::WeakPassword, weak.to_string()).at("password")
    }
}

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        let words = error.to_string();
        match error {
            SignUpError::WeakPassword(weak) => weak.into(),
            SignUpError::InvalidReferralCode => {
                Self::new(ProblemKind::InvalidReferralCode, words).at("referral_code")
            }
            SignUpError::InvalidInviteToken => {
                Self::new(ProblemKind::InvalidInviteToken, words).at("invite_token")
            }
            SignUpError::EmailTaken => Self::new(ProblemKind::EmailTaken, words),
            SignUpError::Hashing(error) => error.into(),
            SignUpError::Store(error) => error.into(),
        }
    }
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Gone => Self::of(ProblemKind::Unauthorized),
            ProfileError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials => Self::of(ProblemKind::InvalidCredentials),
            LoginError::EmailNotVerified => Self::of(ProblemKind::EmailNotVerified),
            LoginError::Hashing(error) => error.into(),
            LoginError::Signing(error) => error.into(),
            LoginError::Store(error) => error.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::InvalidRefreshToken => Self::of(ProblemKind::InvalidRefreshToken),
            RefreshError::Signing(error) => error.into(),
            RefreshError::Store(error) => error.into(),
        }
    }
}

impl From<LogoutError> for Problem {
    fn from(error: LogoutError) -> Self {
        match error {
            LogoutError::Store(error) => error.into(),
        }
    }
}

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Invalid => Self::of(ProblemKind::Unauthorized),
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

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

impl From<IntrospectionError> for Problem {
    fn from(error: IntrospectionError) -> Self {
        match error {
            IntrospectionError::Unauthorized => Self::of(ProblemKind::Unauthorized),
            IntrospectionError::Store(error) => error.into(),
        }
        .for_oauth()
    }
}
