//! Where endings are found, and where they are brought about again.

use async_trait::async_trait;
use time::OffsetDateTime;
use uuid::Uuid;

use super::ending::{Ending, EndingKind};
use super::report::Counts;
use crate::access::SystemScope;
use crate::id::{InstallationId, SessionId};
use crate::password::PasswordHash;
use crate::store_error::StoreError;

/// How far a walk through the endings of a kind has come, in the store's own order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EndingPosition {
    /// A moment, for what is gone through by time.
    pub moment: OffsetDateTime,
    /// The tenant, or nil.
    pub tenant: Uuid,
    /// The thing itself.
    pub id: Uuid,
}

/// Some endings of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndingPage {
    /// The endings.
    pub endings: Vec<Ending>,
    /// Where the next page begins; none behind the last.
    pub next: Option<EndingPosition>,
}

/// One step of ending all sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EndedSessions {
    /// So many were ended.
    pub ended: u64,
    /// The last one that was looked at; none at the end of the walk.
    pub last: Option<SessionId>,
}

/// Knows what has ended, and ends it where it has not.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait EndingStore: Send + Sync {
    /// Which installation it belongs to.
    async fn installation(&self, scope: &SystemScope) -> Result<InstallationId, StoreError>;

    /// At most so many endings of a kind behind a position. Sessions and invitations whose time would be over at `at` are left out.
    async fn page(
        &self,
        scope: &SystemScope,
        kind: EndingKind,
        after: Option<EndingPosition>,
        most: u32,
        at: OffsetDateTime,
    ) -> Result<EndingPage, StoreError>;

    /// Ends, all or nothing, what has not ended of these things, which are of one kind; nothing else changes. A password that was replaced
    /// later than the one at hand gets `unusable` in its place, and its owner's sessions end. What was opened again after it was seen closed
    /// stays open.
    async fn end(
        &self,
        scope: &SystemScope,
        kind: EndingKind,
        endings: Vec<Ending>,
        unusable: Option<PasswordHash>,
        at: OffsetDateTime,
    ) -> Result<Counts, StoreError>;

    /// Looks at so many sessions behind one, and ends those that have not ended.
    async fn end_sessions(
        &self,
        scope: &SystemScope,
        after: Option<SessionId>,
        most: u32,
        at: OffsetDateTime,
    ) -> Result<EndedSessions, StoreError>;

    /// Forgets all codes and links that were sent to people about their own accounts, and says how many.
    async fn forget_challenges(&self, scope: &SystemScope) -> Result<u64, StoreError>;
}
