//! The port [`ServiceCredentialStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{ServiceRight, SystemScope, Trail};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::ServiceCredentialId;
use tenantry_domain::service_credential::{
    NewServiceCredential, RevokeServiceCredentialError, ServiceCredential, ServiceCredentialStore,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::row::ServiceCredentialRow;
use crate::audit::Entry;
use crate::credential::insert_service_credential;
use crate::database::{Database, WorkError};
use crate::schema::service_credentials;

/// Keeps service credentials in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresServiceCredentialStore {
    database: Database,
}

impl PostgresServiceCredentialStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl ServiceCredentialStore for PostgresServiceCredentialStore {
    async fn insert(
        &self,
        scope: &SystemScope,
        new: NewServiceCredential,
        at: OffsetDateTime,
    ) -> Result<ServiceCredential, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let row = diesel::insert_into(service_credentials::table)
                    .values((
                        service_credentials::id.eq(new.id.uuid()),
                        service_credentials::name.eq(new.name.as_str()),
                        service_credentials::masked.eq(&new.masked),
                        service_credentials::created_at.eq(at),
                        service_credentials::rights.eq(names(&new.rights)),
                    ))
                    .returning(ServiceCredentialRow::as_returning())
                    .get_result(connection)
                    .await?;
                insert_service_credential(connection, new.digest, new.id).await?;
                record(connection, Action::ServiceCredentialCreate, new.id, at).await?;
                Ok(row.try_into()?)
            })
            .await
    }

    async fn list(&self, scope: &SystemScope) -> Result<Vec<ServiceCredential>, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let rows = service_credentials::table
                    .order((service_credentials::created_at.desc(), service_credentials::id.desc()))
                    .select(ServiceCredentialRow::as_select())
                    .load(connection)
                    .await?;
                let credentials = rows.into_iter().map(ServiceCredential::try_from);
                Ok(credentials.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn revoke(
        &self,
        scope: &SystemScope,
        id: ServiceCredentialId,
        at: OffsetDateTime,
    ) -> Result<(), RevokeServiceCredentialError> {
        self.database
            .in_system(scope, async |connection| {
                let revoked = diesel::update(service_credentials::table.find(id.uuid()))
                    .filter(service_credentials::revoked_at.is_null())
                    .set(service_credentials::revoked_at.eq(at))
                    .execute(connection)
                    .await?;
                if revoked == 0 {
                    return Err(WorkError::Refused(RevokeServiceCredentialError::NotFound));
                }
                Ok(record(connection, Action::ServiceCredentialRevoke, id, at).await?)
            })
            .await
    }
}

fn names(rights: &[ServiceRight]) -> Vec<&'static str> {
    rights.iter().map(|right| right.as_str()).collect()
}

/// Only who works at the machine itself makes such credentials and ends them.
async fn record(
    connection: &mut AsyncPgConnection,
    action: Action,
    credential: ServiceCredentialId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let (target, trail) = (Target::ServiceCredential(credential), Trail::of_operator());
    Entry::done(action, &target, &trail, at).record(connection).await
}
