//! Where sessions are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewSession, Session};
use super::refresh::{EndReason, Refresh};
use crate::access::UserScope;
use crate::id::{SessionId, TenantId};
use crate::secret::SecretDigest;
use crate::store_error::StoreError;

/// The rule about a refresh token, asked with its session locked.
pub type DecideRefresh<'a> = &'a (dyn Fn(&Session) -> Refresh + Send + Sync);

/// What came of a refresh token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refreshed {
    /// What was decided.
    pub decision: Refresh,
    /// The session as it is after that.
    pub session: Session,
}

/// Keeps sessions.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Begins a session in the tenant used last, else in the one joined first, else in none, and says which it is.
    async fn open(
        &self,
        scope: &UserScope,
        new: NewSession,
        at: OffsetDateTime,
    ) -> Result<Option<TenantId>, StoreError>;

    /// Finds the session that this refresh token is or was of, locks it, asks `decide`, and applies the decision.
    async fn refresh<'a>(
        &self,
        presented: SecretDigest,
        decide: DecideRefresh<'a>,
    ) -> Result<Option<Refreshed>, StoreError>;

    /// Ends a session of the scope's person; one that is over stays as it is.
    async fn end(
        &self,
        scope: &UserScope,
        session: SessionId,
        reason: EndReason,
        at: OffsetDateTime,
    ) -> Result<(), StoreError>;
}
