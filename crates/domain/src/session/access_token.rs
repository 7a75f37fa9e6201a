//! Access tokens: short-lived signed statements of who acts by which session (RFC 9068).

use time::OffsetDateTime;

use crate::id::{AccessTokenId, SessionId, TenantId, UserId};
use crate::secret::PlainSecret;

/// What an access token states.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccessClaims {
    /// The token's own name (`jti`).
    pub id: AccessTokenId,
    /// The person (`sub`).
    pub user: UserId,
    /// The session (`sid`).
    pub session: SessionId,
    /// The tenant that the session acted in when the token was made (`tid`).
    pub tenant: Option<TenantId>,
    /// When it was made (`iat`), whole seconds.
    pub issued_at: OffsetDateTime,
    /// When it ends (`exp`), whole seconds.
    pub expires_at: OffsetDateTime,
}

/// Why an access token states nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidAccessToken {
    /// It is not one of ours, or was altered.
    #[error("the access token is not valid")]
    Foreign,
    /// It is ours, and has ended.
    #[error("the access token has expired")]
    Expired,
}

/// Signs and checks access tokens.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait AccessTokens: Send + Sync {
    /// Signs a statement.
    fn sign(&self, claims: &AccessClaims) -> Result<PlainSecret, InvalidAccessToken>;

    /// Reads a statement that we signed and that has not ended.
    fn verify(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, InvalidAccessToken>;
}
