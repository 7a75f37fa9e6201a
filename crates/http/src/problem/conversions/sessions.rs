//! What sessions refuse.

use tenantry_domain::session::{
    LoginError, LogoutError, RefreshError, RevokeSessionError, SwitchTenantError,
};

use crate::problem::{Problem, ProblemKind};

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::InvalidCredentials => Self::of(ProblemKind::InvalidCredentials),
            LoginError::EmailNotVerified => Self::of(ProblemKind::EmailNotVerified),
            LoginError::Throttled(throttled) => throttled.into(),
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

impl From<RevokeSessionError> for Problem {
    fn from(error: RevokeSessionError) -> Self {
        match error {
            RevokeSessionError::Denied(denied) => denied.into(),
            RevokeSessionError::Store(error) => error.into(),
        }
    }
}

impl From<SwitchTenantError> for Problem {
    fn from(error: SwitchTenantError) -> Self {
        match error {
            SwitchTenantError::Denied(denied) => denied.into(),
            SwitchTenantError::Signing(error) => error.into(),
            SwitchTenantError::Store(error) => error.into(),
        }
    }
}
