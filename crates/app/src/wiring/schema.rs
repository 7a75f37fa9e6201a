//! A database that is ready to work with: reached, migrated, and its roles as weak as they must be.

use std::time::Duration;

use tenantry_domain::readiness::Readiness as _;
use tenantry_postgres::{
    Database, MigrateError, PostgresReadiness, PrivilegeError, check_privileges,
};
use tokio::time::{Instant, sleep};

use super::database::DatabaseTarget;
use crate::failure::Failure;

/// How long a database that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait before knocking again.
const PAUSE: Duration = Duration::from_secs(1);

/// The database was not reached in all the time that it was given.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database {database} could not be used for {} seconds: start it, or set `database.url` to the right one",
    PATIENCE.as_secs()
)]
struct Unreachable {
    database: String,
    source: MigrateError,
}

/// The database does not answer, or its login can't be made as weak as it must be.
#[derive(Debug, thiserror::Error)]
#[error("the database {database} can't be used")]
struct Unusable {
    database: String,
    source: PrivilegeError,
}

/// The schema is not the one of this program, or can't be seen.
#[derive(Debug, thiserror::Error)]
#[error("the database does not have the schema of this program: run `tenantry migrate` first")]
struct OtherSchema(#[source] tenantry_domain::store_error::StoreError);

/// Brings the schema up to date, waiting a while for a database that does not answer yet. Says which migrations were run.
pub(crate) async fn migrate(target: &DatabaseTarget) -> Result<Vec<String>, Failure> {
    target.check()?;
    let begun = Instant::now();
    loop {
        let ca_file = target.serving.ca_file.as_deref();
        match tenantry_postgres::migrate(&target.migrating, &target.serving.url, ca_file).await {
            Err(error @ MigrateError::Connect(_)) => {
                if begun.elapsed() + PAUSE > PATIENCE {
                    let database = target.description.clone();
                    return Err(Unreachable { database, source: error }.into());
                }
                tracing::warn!(database = target.description, %error, "waiting for the database");
                sleep(PAUSE).await;
            }
            result => return Ok(result?),
        }
    }
}

/// The database with its schema brought up to date.
pub(crate) async fn connect(target: &DatabaseTarget) -> Result<Database, Failure> {
    for migration in migrate(target).await? {
        tracing::info!(migration, "changed the database's schema");
    }
    let database = open(target).await?;
    Ok(database)
}

/// The database as it is, provided that its schema is the one of this program.
pub(crate) async fn connect_to_current(target: &DatabaseTarget) -> Result<Database, Failure> {
    target.check()?;
    let database = open(target).await?;
    PostgresReadiness::new(database.clone()).check().await.map_err(OtherSchema)?;
    Ok(database)
}

/// The database with roles as weak as they must be.
async fn open(target: &DatabaseTarget) -> Result<Database, Failure> {
    let database = Database::open(&target.serving)?;
    check_privileges(&database)
        .await
        .map_err(|source| Unusable { database: target.description.clone(), source })?;
    Ok(database)
}
