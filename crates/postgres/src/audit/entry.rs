//! What a change tells of itself. Every method that changes something records it, in the same transaction.

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{TenantScope, Trail, UserScope};
use tenantry_domain::audit::{Action, NewAuditEvent, Outcome, Target};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use time::OffsetDateTime;

use super::insert::Insert;

/// An entry to be added.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) user: Option<UserId>,
    pub(crate) organization: Option<OrganizationId>,
    pub(crate) action: Action,
    pub(crate) outcome: Outcome,
    pub(crate) target: Option<&'a Target>,
    pub(crate) trail: &'a Trail,
    pub(crate) at: OffsetDateTime,
}

impl<'a> Entry<'a> {
    /// That something was done by whoever left this trail.
    pub(crate) const fn done(
        action: Action,
        target: &'a Target,
        trail: &'a Trail,
        at: OffsetDateTime,
    ) -> Self {
        Self {
            tenant: None,
            user: None,
            organization: None,
            action,
            outcome: Outcome::Success,
            target: Some(target),
            trail,
            at,
        }
    }

    pub(super) const fn of_event(event: &'a NewAuditEvent, at: OffsetDateTime) -> Self {
        Self {
            tenant: event.tenant,
            user: event.user,
            organization: event.organization,
            action: event.action,
            outcome: event.outcome,
            target: event.target.as_ref(),
            trail: &event.trail,
            at,
        }
    }

    /// Adds it as it is, for a connection that works within its tenant or for the installation.
    pub(crate) async fn record(self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        Insert::<false>::new(&self).execute(connection).await?;
        Ok(())
    }

    /// Adds it for a connection that works with its user's own rows. A tenant that they have left meanwhile does not hear of it.
    pub(crate) async fn record_own(self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        Insert::<true>::new(&self).execute(connection).await?;
        Ok(())
    }
}

/// Tells of what was done within the scope's tenant.
pub(crate) async fn record_in_tenant(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    action: Action,
    target: Target,
    organization: Option<OrganizationId>,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let entry = Entry::done(action, &target, scope.trail(), at);
    let (tenant, user) = (Some(scope.tenant()), scope.actor().user());
    Entry { tenant, user, organization, ..entry }.record(connection).await
}

/// Tells of what was done with the scope's person's own rows.
pub(crate) async fn record_own(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    action: Action,
    target: Target,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let entry = Entry::done(action, &target, scope.trail(), at);
    let (tenant, user) = (scope.tenant(), Some(scope.user()));
    Entry { tenant, user, ..entry }.record_own(connection).await
}
