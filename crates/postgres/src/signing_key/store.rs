//! The port [`SigningKeyStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use tenantry_domain::access::SystemScope;
use tenantry_domain::signing_key::{DecideRotation, SigningKey, SigningKeyStore};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::row::SigningKeyRow;
use crate::database::Database;
use crate::schema::signing_keys;

/// Keeps signing keys in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresSigningKeyStore {
    database: Database,
}

impl PostgresSigningKeyStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SigningKeyStore for PostgresSigningKeyStore {
    async fn rotate<'a>(
        &self,
        scope: &SystemScope,
        decide: DecideRotation<'a>,
        at: OffsetDateTime,
    ) -> Result<Vec<SigningKey>, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                // There may be no row yet to lock, so the table is: others read on, and rotate one after the other.
                connection
                    .batch_execute("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")
                    .await?;
                diesel::delete(signing_keys::table)
                    .filter(signing_keys::believed_until.le(at))
                    .execute(connection)
                    .await?;
                let mut keys = load(connection).await?;
                if let Some(key) = decide(&keys)? {
                    insert(connection, &key).await?;
                    keys = load(connection).await?;
                }
                Ok(keys)
            })
            .await
    }
}

async fn load(connection: &mut AsyncPgConnection) -> QueryResult<Vec<SigningKey>> {
    let rows = signing_keys::table
        .order((signing_keys::signs_from, signing_keys::id))
        .select(SigningKeyRow::as_select())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(SigningKey::from).collect())
}

async fn insert(connection: &mut AsyncPgConnection, key: &SigningKey) -> QueryResult<()> {
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(key.id.uuid()),
            signing_keys::public_key.eq(&key.public),
            signing_keys::private_key.eq(&key.private.0),
            signing_keys::created_at.eq(key.created_at),
            signing_keys::signs_from.eq(key.signs_from),
            signing_keys::believed_until.eq(key.believed_until),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
