//! What sessions refuse.

use super::access_token::InvalidAccessToken;
use crate::password::HashingError;
use crate::store_error::StoreError;

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Unknown address, wrong password or suspended account: nobody learns which.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// The password is right, and this installation wants the address verified first.
    #[error("verify your e-mail address first")]
    EmailNotVerified,
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
