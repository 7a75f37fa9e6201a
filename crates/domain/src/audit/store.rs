//! Where the audit log is kept. What is changed is told by the store that changes it, in the same transaction; here are the
//! entries that stand on their own, and reading.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::event::{AuditEvent, NewAuditEvent};
use crate::access::{SystemScope, TenantScope, UserScope};
use crate::id::{ActorId, OrganizationId};
use crate::page::{Page, PageRequest};
use crate::store_error::StoreError;

/// Which entries a list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AuditFilter {
    /// Those of this person or key.
    pub actor: Option<ActorId>,
    /// Those of this action, by its name.
    pub action: Option<String>,
    /// Those in this organization.
    pub organization: Option<OrganizationId>,
    /// Those of this moment and later.
    pub from: Option<OffsetDateTime>,
    /// Those before this moment.
    pub to: Option<OffsetDateTime>,
}

/// Keeps the audit log.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AuditStore: Send + Sync {
    /// Adds an entry about something that changed nothing else.
    async fn record(
        &self,
        scope: &SystemScope,
        event: NewAuditEvent,
        at: OffsetDateTime,
    ) -> Result<(), StoreError>;

    /// Lists the tenant's entries, the newest first.
    async fn list(
        &self,
        scope: &TenantScope,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError>;

    /// Lists a person's own entries, the newest first.
    async fn list_own(
        &self,
        scope: &UserScope,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError>;
}
