//! The port [`SealedValueStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use tenantry_domain::access::SystemScope;
use tenantry_domain::id::{SettingId, SigningKeyId, TenantId};
use tenantry_domain::master_key::{
    DecideResealing, ResealedBatch, ResealingError, SealedValueStore, SettingPosition,
};
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::setting::SettingName;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::{setting, signing_key};
use uuid::Uuid;

use crate::database::{Database, WorkError};
use crate::schema::{signing_keys, tenant_settings};

/// Goes through sealed values in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresSealedValueStore {
    database: Database,
}

impl PostgresSealedValueStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// A secret setting: its tenant, its own name, what it is called, its value.
type SealedSetting = (Uuid, Uuid, String, Option<Vec<u8>>);

#[async_trait]
impl SealedValueStore for PostgresSealedValueStore {
    async fn reseal_settings<'a>(
        &self,
        scope: &SystemScope,
        after: Option<SettingPosition>,
        most: u32,
        decide: DecideResealing<'a>,
    ) -> Result<ResealedBatch, ResealingError> {
        self.database
            .in_system(scope, async |connection| {
                let rows = lock_settings(connection, after, most).await?;
                let mut batch = ResealedBatch { resealed: 0, last: None };
                for (tenant, id, name, sealed) in rows {
                    let (tenant, setting) = (TenantId::new(tenant), SettingId::new(id));
                    let name = SettingName::new(name).map_err(StoreError::failed)?;
                    let context = setting::sealing_context(tenant, &name);
                    let place = || format!("the setting {} of the tenant {tenant}", name.as_str());
                    let sealed = SealedBytes(sealed.unwrap_or_default());
                    if let Some(SealedBytes(bytes)) = ask(decide, &context, &sealed, place)? {
                        diesel::update(tenant_settings::table.find((tenant.uuid(), id)))
                            .set(tenant_settings::sealed.eq(bytes))
                            .execute(connection)
                            .await?;
                        batch.resealed += 1;
                    }
                    batch.last = Some(SettingPosition { tenant, setting });
                }
                Ok(batch)
            })
            .await
    }

    async fn reseal_signing_keys<'a>(
        &self,
        scope: &SystemScope,
        decide: DecideResealing<'a>,
    ) -> Result<u64, ResealingError> {
        self.database
            .in_system(scope, async |connection| {
                // As whoever adds one does: the two go one after the other.
                connection
                    .batch_execute("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")
                    .await?;
                let rows: Vec<(Uuid, Vec<u8>)> = signing_keys::table
                    .select((signing_keys::id, signing_keys::private_key))
                    .load(connection)
                    .await?;
                let mut resealed = 0;
                for (id, sealed) in rows {
                    let context = signing_key::sealing_context(SigningKeyId::new(id));
                    let place = || format!("the signing key {id}");
                    if let Some(SealedBytes(bytes)) =
                        ask(decide, &context, &SealedBytes(sealed), place)?
                    {
                        diesel::update(signing_keys::table.find(id))
                            .set(signing_keys::private_key.eq(bytes))
                            .execute(connection)
                            .await?;
                        resealed += 1;
                    }
                }
                Ok(resealed)
            })
            .await
    }
}

async fn lock_settings(
    connection: &mut AsyncPgConnection,
    after: Option<SettingPosition>,
    most: u32,
) -> QueryResult<Vec<SealedSetting>> {
    // Nothing has the nil name, so that everything is behind it.
    let (tenant, setting) = after.map_or((Uuid::nil(), Uuid::nil()), |position| {
        (position.tenant.uuid(), position.setting.uuid())
    });
    // As one comparison of rows, which alone begins in the middle of the index.
    let is_behind = sql::<Bool>("(tenant_id, id) > (")
        .bind::<SqlUuid, _>(tenant)
        .sql(", ")
        .bind::<SqlUuid, _>(setting)
        .sql(")");
    tenant_settings::table
        .filter(tenant_settings::sealed.is_not_null())
        .filter(is_behind)
        .order((tenant_settings::tenant_id, tenant_settings::id))
        .limit(most.into())
        .select((
            tenant_settings::tenant_id,
            tenant_settings::id,
            tenant_settings::name,
            tenant_settings::sealed,
        ))
        .for_no_key_update()
        .load(connection)
        .await
}

/// Asks the rule about a value, and says which one it was that does not open.
fn ask(
    decide: DecideResealing<'_>,
    context: &[u8],
    sealed: &SealedBytes,
    place: impl FnOnce() -> String,
) -> Result<Option<SealedBytes>, WorkError<ResealingError>> {
    decide(context, sealed)
        .map_err(|error| WorkError::Refused(ResealingError::Sealed { place: place(), error }))
}
