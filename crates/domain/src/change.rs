//! The log of changes: what rights are drawn from, and where it is told that it changed, so that whoever remembers rights can forget
//! them.

use crate::access::SystemScope;
use crate::id::{OrganizationId, ProjectId, SessionId, TenantId, UserId};
use crate::store_error::StoreError;
use async_trait::async_trait;
use time::OffsetDateTime;
use uuid::Uuid;

/// Something that rights are drawn from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// A tenant.
    Tenant(TenantId),
    /// An organization.
    Organization(OrganizationId),
    /// A project.
    Project(ProjectId),
    /// A person: their account, and what they are a member of.
    User(UserId),
    /// A session.
    Session(SessionId),
    /// A key, a token, or the credential of a service.
    Credential(Uuid),
}

/// Something that was told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    /// Rights that draw on this are others than before.
    To(Subject),
    /// There is a credential that there was not.
    NewCredential,
    /// Something that is not known here, as a newer build may tell: nothing that is remembered can be relied on.
    Everything,
}

/// What was read of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading<C> {
    /// What was told since the cursor, or at least what became visible since; some of it perhaps for the second time.
    pub changes: Vec<(u64, Change)>,
    /// Where to read on.
    pub next: C,
}

/// Where every change of a right is told, in the same transaction as the change.
#[async_trait]
pub trait ChangeLog: Send + Sync {
    /// A place in the log.
    type Cursor: Clone + Send + Sync + 'static;

    /// The end of the log at this moment.
    async fn end(&self) -> Result<Self::Cursor, StoreError>;

    /// Everything that is visible at some moment after the call and was not visible when this cursor was given. Each entry has a
    /// number, so that one that comes twice is known. Nothing, where the cursor is not of this log any more.
    async fn read(&self, after: &Self::Cursor)
    -> Result<Option<Reading<Self::Cursor>>, StoreError>;

    /// Waits until there may be something new. It may wait for ever.
    async fn woken(&self);
}

/// A moment of the log: what was told in transactions that had ended by then, as one server numbers them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Horizon {
    /// Which server that is, told by when it started: one that takes its place goes on with other numbers.
    pub server: OffsetDateTime,
    /// The first transaction that may not have ended.
    pub transaction: i64,
}

/// Keeps the log of changes short.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ChangeTrimStore: Send + Sync {
    /// This moment of the log.
    async fn horizon(&self, scope: &SystemScope) -> Result<Horizon, StoreError>;

    /// Removes at most so many that were told before a moment that every node has long passed, the oldest first, and none where that was the
    /// moment of another server. Says how many these were.
    async fn trim(
        &self,
        scope: &SystemScope,
        before: Horizon,
        most: u32,
    ) -> Result<u64, StoreError>;
}
