//! The port [`SuspensionStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use tenantry_domain::access::{SystemScope, Trail};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
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
                let Some((found, status)) = find(connection, subject).await? else {
                    return Ok(false);
                };
                if status != standing.as_str() {
                    found.set(connection, standing.as_str(), at).await?;
                    let (action, target) = (standing.action(subject), subject.target());
                    found.record(connection, action, &target, at).await?;
                }
                Ok(true)
            })
            .await
    }
}

/// Something that is there and locked.
enum Found {
    Tenant(TenantId),
    Organization(TenantId, OrganizationId),
    User(UserId),
}

/// Locks a thing, if it is there, and says which status it has.
async fn find(
    connection: &mut AsyncPgConnection,
    subject: Suspendable,
) -> QueryResult<Option<(Found, String)>> {
    Ok(match subject {
        Suspendable::Tenant(id) => {
            lock_tenant(connection, id).await?.map(|status| (Found::Tenant(id), status))
        }
        Suspendable::Organization(id) => lock_organization(connection, id)
            .await?
            .map(|(tenant, status)| (Found::Organization(tenant, id), status)),
        Suspendable::User(id) => {
            lock_user(connection, id).await?.map(|status| (Found::User(id), status))
        }
    })
}

impl Found {
    async fn set(
        &self,
        connection: &mut AsyncPgConnection,
        status: &str,
        at: OffsetDateTime,
    ) -> QueryResult<()> {
        match *self {
            Self::Tenant(id) => set_tenant(connection, id, status, at).await,
            Self::Organization(tenant, id) => {
                set_organization(connection, (tenant, id), status, at).await
            }
            Self::User(id) => set_user(connection, id, status, at).await,
        }
    }

    /// Tells the log of the tenant; of an account the person's own events tell, and no tenant's log.
    async fn record(
        &self,
        connection: &mut AsyncPgConnection,
        action: Action,
        target: &Target,
        at: OffsetDateTime,
    ) -> QueryResult<()> {
        let (tenant, organization, user) = match *self {
            Self::Tenant(id) => (Some(id), None, None),
            Self::Organization(tenant, id) => (Some(tenant), Some(id), None),
            Self::User(id) => (None, None, Some(id)),
        };
        let trail = Trail::of_operator();
        let entry = Entry::done(action, target, &trail, at);
        Entry { tenant, user, organization, ..entry }.record(connection).await
    }
}
