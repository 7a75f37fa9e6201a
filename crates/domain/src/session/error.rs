//! What sessions refuse.

use super::access_token::InvalidAccessToken;
use super::store::OpenError;
use crate::access::Denied;
use crate::password::{GateError, HashingError};
use crate::store_error::StoreError;
use crate::throttle::Throttled;

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Unknown address, wrong password or suspended account: nobody learns which.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// The password is right, and this installation wants the address verified first.
    #[error("verify your e-mail address first")]
    EmailNotVerified,
    /// It was tried too often, with this address or from this network.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password couldn't be compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// No token could be signed.
    #[error(transparent)]
    Signing(#[from] InvalidAccessToken),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was refreshed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Unknown, ended, expired, or replaced too long ago: nobody learns which.
    #[error("the refresh token is not valid")]
    InvalidRefreshToken,
    /// No token could be signed.
    #[error(transparent)]
    Signing(#[from] InvalidAccessToken),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nobody was signed out.
#[derive(Debug, thiserror::Error)]
pub enum LogoutError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a session did not change its tenant.
#[derive(Debug, thiserror::Error)]
pub enum SwitchTenantError {
    /// The caller is in no such tenant.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No token could be signed.
    #[error(transparent)]
    Signing(#[from] InvalidAccessToken),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a session was not ended.
#[derive(Debug, thiserror::Error)]
pub enum RevokeSessionError {
    /// The caller has no such live session.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<GateError> for LoginError {
    fn from(error: GateError) -> Self {
        match error {
            GateError::Wrong => Self::InvalidCredentials,
            GateError::Throttled(throttled) => Self::Throttled(throttled),
            GateError::Hashing(error) => Self::Hashing(error),
            GateError::Store(error) => Self::Store(error),
        }
    }
}

impl From<OpenError> for LoginError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Superseded => Self::InvalidCredentials,
            OpenError::Store(error) => Self::Store(error),
        }
    }
}
