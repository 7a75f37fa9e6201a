//! Where sessions are kept.

use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewSession, Session, SessionEntry};
use super::refresh::{EndReason, Refresh};
use crate::access::{Origin, UserScope};
use crate::id::{SessionId, TenantId};
use crate::password::PasswordHash;
use crate::secret::SecretDigest;
use crate::store_error::StoreError;

/// The rule about a refresh token, asked with its session locked.
pub type DecideRefresh<'a> = &'a (dyn Fn(&Session) -> Refresh + Send + Sync);

/// Why no session was begun.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The password was changed, or the account closed, since it was looked at.
    #[error("the password does not hold any more")]
    Superseded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of a refresh token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refreshed {
    /// What was decided.
    pub decision: Refresh,
    /// The session as it is after that.
    pub session: Session,
}

/// A session that is to act in another tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TenantSwitch {
    /// The session.
    pub session: SessionId,
    /// The tenant to act in.
    pub tenant: TenantId,
    /// The digest of its next refresh token.
    pub refresh_digest: SecretDigest,
    /// When it ends unless refreshed, its last moment permitting.
    pub idle_expires_at: OffsetDateTime,
}

/// Keeps sessions.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Begins a session in the tenant used last, else in the one joined first, else in none, and says which it is: for whoever has
    /// shown the password with this hash, if the account still has it and may be used.
    async fn open(
        &self,
        scope: &UserScope,
        new: NewSession,
        shown: PasswordHash,
        at: OffsetDateTime,
    ) -> Result<Option<TenantId>, OpenError>;

    /// Lists the person's live sessions, the one used last first.
    async fn list(
        &self,
        scope: &UserScope,
        at: OffsetDateTime,
    ) -> Result<Vec<SessionEntry>, StoreError>;

    /// Finds the session that this refresh token is or was of, locks it, asks `decide`, and applies the decision.
    async fn refresh<'a>(
        &self,
        presented: SecretDigest,
        origin: Arc<Origin>,
        decide: DecideRefresh<'a>,
    ) -> Result<Option<Refreshed>, StoreError>;

    /// Has a live session of the scope's person act in another of their live tenants, with a new refresh token in place of the
    /// current one. Says when the session ends unless refreshed; nothing, where there is no such session or they are in no such tenant.
    async fn switch_tenant(
        &self,
        scope: &UserScope,
        switch: TenantSwitch,
        at: OffsetDateTime,
    ) -> Result<Option<OffsetDateTime>, StoreError>;

    /// Ends a live session of the scope's person. Says whether there was one.
    async fn end(
        &self,
        scope: &UserScope,
        session: SessionId,
        reason: EndReason,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;

    /// Ends all live sessions of the scope's person but this one.
    async fn end_others(
        &self,
        scope: &UserScope,
        kept: SessionId,
        reason: EndReason,
        at: OffsetDateTime,
    ) -> Result<(), StoreError>;
}
