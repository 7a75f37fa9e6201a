//! The ports [`ReferralStore`] and [`CreditStore`].

use async_trait::async_trait;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::{ServiceScope, TenantScope};
use tenantry_domain::id::{OrganizationId, ReferralId};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::referral::{CreditAmount, CreditError, CreditStore, Referral, ReferralStore};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::credit::grant;
use super::row::ReferralRow;
use crate::database::Database;
use crate::row::count;
use crate::schema::referrals;

/// Keeps referrals and their credits in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresReferralStore {
    database: Database,
}

impl PostgresReferralStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[auto_type(no_type_alias)]
fn of(tenant: Uuid, organization: Uuid) -> _ {
    referrals::table
        .filter(referrals::tenant_id.eq(tenant))
        .filter(referrals::organization_id.eq(organization))
}

#[async_trait]
impl ReferralStore for PostgresReferralStore {
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<Referral>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let wanted = of(scope.tenant().uuid(), organization.uuid());
                let total = wanted.count().get_result(connection).await?;
                let rows: Vec<ReferralRow> = wanted
                    .order((referrals::created_at.desc(), referrals::id.desc()))
                    .limit(page.limit().into())
                    .offset(page.offset())
                    .select(ReferralRow::as_select())
                    .load(connection)
                    .await?;
                let items = rows.into_iter().map(Referral::try_from).collect::<Result<_, _>>()?;
                Ok(Page { items, total: count(total), request: page })
            })
            .await
    }
}

#[async_trait]
impl CreditStore for PostgresReferralStore {
    async fn grant(
        &self,
        scope: &ServiceScope,
        id: ReferralId,
        amount: CreditAmount,
        at: OffsetDateTime,
    ) -> Result<Referral, CreditError> {
        self.database
            .in_service(scope, async |connection| {
                Ok(grant(connection, scope, id, amount, at).await?.try_into()?)
            })
            .await
    }
}
