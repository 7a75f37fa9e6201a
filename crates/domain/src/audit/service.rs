//! Reading the audit log, and telling it of refusals.

use std::sync::Arc;

use super::event::{Action, AuditEvent, NewAuditEvent, Outcome, Target};
use super::store::{AuditFilter, AuditStore};
use crate::access::{Actor, Caller, Denied, Permission, Place, SessionCaller, SystemScope, Trail};
use crate::clock::Clock;
use crate::id::{OrganizationId, TenantId};
use crate::page::{Page, PageRequest};
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("refused requests");

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The audit log.
pub struct AuditService {
    events: Arc<dyn AuditStore>,
    clock: Arc<dyn Clock>,
}

impl AuditService {
    /// The log kept in this store.
    pub fn new(events: Arc<dyn AuditStore>, clock: Arc<dyn Clock>) -> Self {
        Self { events, clock }
    }

    /// What happened in the caller's tenant, for those who run it.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, AuditError> {
        let scope = caller.authorize(Permission::ManageTenant, Place::Tenant)?;
        Ok(self.events.list(&scope, filter, page).await?)
    }

    /// What the caller did, and what was tried with their account.
    pub async fn list_own(
        &self,
        caller: &SessionCaller,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, AuditError> {
        Ok(self.events.list_own(&caller.own_rows(), filter, page).await?)
    }

    /// Tells that somebody lacked a right who leaves this trail: in this tenant, if they act in one.
    pub async fn record_refusal(
        &self,
        trail: &Trail,
        tenant: Option<TenantId>,
        organization: Option<OrganizationId>,
        operation: String,
    ) -> Result<(), StoreError> {
        let event = NewAuditEvent {
            tenant,
            user: trail.actor.and_then(Actor::user),
            organization,
            action: Action::RequestRefused,
            outcome: Outcome::Refused,
            target: Some(Target::Operation(operation)),
            trail: trail.clone(),
        };
        self.events.record(&SCOPE, event, self.clock.now()).await
    }
}
