//! The port [`AuditStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{SystemScope, TenantScope, UserScope};
use tenantry_domain::audit::{AuditEvent, AuditFilter, AuditStore, NewAuditEvent};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::entry::Entry;
use super::row::AuditEventRow;
use crate::database::Database;
use crate::row::count;
use crate::schema::audit_events;

/// Keeps the audit log in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresAuditStore {
    database: Database,
}

impl PostgresAuditStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl AuditStore for PostgresAuditStore {
    async fn record(
        &self,
        scope: &SystemScope,
        event: NewAuditEvent,
        at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.database
            .in_system(scope, async |connection| {
                Ok(Entry::of_event(&event, at).record(connection).await?)
            })
            .await
    }

    async fn list(
        &self,
        scope: &TenantScope,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let wanted =
                    Wanted { whose: Whose::Tenant(scope.tenant().uuid()), filter: &filter };
                Ok(wanted.page(connection, page).await?)
            })
            .await
    }

    async fn list_own(
        &self,
        scope: &UserScope,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let wanted = Wanted { whose: Whose::Person(scope.user().uuid()), filter: &filter };
                Ok(wanted.page(connection, page).await?)
            })
            .await
    }
}

/// Whose entries a list shows.
enum Whose {
    Tenant(Uuid),
    Person(Uuid),
}

/// Which entries a list shows.
struct Wanted<'a> {
    whose: Whose,
    filter: &'a AuditFilter,
}

impl Wanted<'_> {
    async fn page(
        &self,
        connection: &mut AsyncPgConnection,
        page: PageRequest,
    ) -> QueryResult<Page<AuditEvent>> {
        let total = self.query().count().get_result(connection).await?;
        let rows: Vec<AuditEventRow> = self
            .query()
            .order((audit_events::at.desc(), audit_events::id.desc()))
            .limit(page.limit().into())
            .offset(page.offset())
            .select(AuditEventRow::as_select())
            .load(connection)
            .await?;
        let items = rows.into_iter().map(AuditEvent::from).collect();
        Ok(Page { items, total: count(total), request: page })
    }

    fn query(&self) -> audit_events::BoxedQuery<'_, Pg> {
        let mut query = match self.whose {
            Whose::Tenant(tenant) => {
                audit_events::table.filter(audit_events::tenant_id.eq(tenant)).into_boxed()
            }
            Whose::Person(user) => {
                audit_events::table.filter(audit_events::user_id.eq(user)).into_boxed()
            }
        };
        if let Some(actor) = self.filter.actor {
            query = query.filter(audit_events::actor_id.eq(actor.uuid()));
        }
        if let Some(action) = &self.filter.action {
            query = query.filter(audit_events::action.eq(action));
        }
        if let Some(organization) = self.filter.organization {
            query = query.filter(audit_events::organization_id.eq(organization.uuid()));
        }
        if let Some(from) = self.filter.from {
            query = query.filter(audit_events::at.ge(from));
        }
        if let Some(to) = self.filter.to {
            query = query.filter(audit_events::at.lt(to));
        }
        query
    }
}
