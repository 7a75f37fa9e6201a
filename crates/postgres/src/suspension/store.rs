//! The port [`SuspensionStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use tenantry_domain::access::{SystemScope, Trail};
use tenantry_domain::id::{OrganizationId, TenantId};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::suspension::{Standing, Suspendable, SuspensionStore};
use time::OffsetDateTime;

use super::standing::{
    lock_organization, lock_tenant, lock_user, set_organization, set_tenant, set_user,
};
use crate::audit::Entry;
use crate::database::Database;

/// Suspends and reactivates in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresSuspensionStore {
    database: Database,
}

impl PostgresSuspensionStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SuspensionStore for PostgresSuspensionStore {
    async fn set(
        &self,
        scope: &SystemScope,
        subject: Suspendable,
        standing: Standing,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let Some(found) = find(connection, subject).await? else {
                    return Ok(false);
                };
                if found.status != standing.as_str() {
                    change(connection, subject, &found, standing, at).await?;
                }
                Ok(true)
            })
            .await
    }
}

/// What there is of a thing: its status, and the tenant whose log tells of it.
struct Found {
    status: String,
    tenant: Option<TenantId>,
    organization: Option<OrganizationId>,
}

async fn find(
    connection: &mut AsyncPgConnection,
    subject: Suspendable,
) -> QueryResult<Option<Found>> {
    Ok(match subject {
        Suspendable::Tenant(id) => lock_tenant(connection, id).await?.map(|status| Found {
            status,
            tenant: Some(id),
            organization: None,
        }),
        Suspendable::Organization(id) => lock_organization(connection, id)
            .await?
            .map(|(tenant, status)| Found { status, tenant: Some(tenant), organization: Some(id) }),
        Suspendable::User(id) => lock_user(connection, id).await?.map(|status| Found {
            status,
            tenant: None,
            organization: None,
        }),
    })
}

async fn change(
    connection: &mut AsyncPgConnection,
    subject: Suspendable,
    found: &Found,
    standing: Standing,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let status = standing.as_str();
    let user = match (subject, found.tenant) {
        (Suspendable::User(id), _) => {
            set_user(connection, id, status, at).await?;
            // No tenant's log tells of it; the person's own events do.
            Some(id)
        }
        (Suspendable::Organization(id), Some(tenant)) => {
            set_organization(connection, (tenant, id), status, at).await?;
            None
        }
        (Suspendable::Tenant(id), _) => {
            set_tenant(connection, id, status, at).await?;
            None
        }
        (Suspendable::Organization(_), None) => None,
    };
    let (target, trail) = (subject.target(), Trail::of_operator());
    let entry = Entry::done(standing.action(subject), &target, &trail, at);
    let (tenant, organization) = (found.tenant, found.organization);
    Entry { tenant, user, organization, ..entry }.record(connection).await
}
