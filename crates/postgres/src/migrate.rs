//! Bringing the database's schema to where this build needs it.

use std::path::Path;

use diesel::ConnectionError;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::connect::{ConnectError, Connector, InvalidSettings};
use crate::roles::{self, Role, RolesError};
use crate::settings::DatabaseUrl;

/// Every migration that this build knows.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// The lock is the connection's and ends with it. A table that stays locked by others stops the migration, and not the
/// service: whoever waits for a table holds up everybody who comes after.
const SETUP: &str = "SET search_path TO public, pg_temp; \
     SELECT pg_advisory_lock(7310575174985118841); \
     SET lock_timeout TO '10s'";

/// Why the database was not migrated.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The settings can't be used.
    #[error(transparent)]
    Settings(#[from] InvalidSettings),
    /// The roles are missing.
    #[error(transparent)]
    Roles(#[from] RolesError),
    /// The server was not reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The migrating connection could not be made.
    #[error("the database can't be migrated: {0}")]
    Connection(#[from] ConnectionError),
    /// A migration failed; the database is as the one before it left it.
    #[error("a migration failed: {0}")]
    Migration(String),
}

/// Makes the roles, lets the login of `serving` work under them, and runs what is pending as the login of `migrating`. Many
/// nodes may do this at once. Says which migrations were run.
pub async fn migrate(
    migrating: &DatabaseUrl,
    serving: &DatabaseUrl,
    ca_file: Option<&Path>,
) -> Result<Vec<String>, MigrateError> {
    let connector = Connector::new(migrating, ca_file)?;
    let login = login(&Connector::new(serving, ca_file)?).await?;
    roles::ensure(&connector, &login).await?;
    if is_current(&connector).await? {
        return Ok(Vec::new());
    }
    let connection = connector.connection(SETUP).await?;
    // diesel's harness blocks, which the threads of the runtime must not.
    let run = tokio::task::spawn_blocking(move || run_pending(connection));
    run.await.map_err(|error| MigrateError::Migration(error.to_string()))?
}

/// Whether everything has run already: then a login will do that may change nothing, and nobody waits for the lock.
async fn is_current(connector: &Connector) -> Result<bool, ConnectError> {
    let client = connector.client().await?;
    let run = async {
        client.batch_execute(&format!("SET ROLE {}", Role::System.name())).await?;
        client.query("SELECT version FROM public.__diesel_schema_migrations", &[]).await
    };
    // Before the first migration there is no such table.
    let Ok(rows) = run.await else { return Ok(false) };
    let run: Vec<String> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
    Ok(known_versions().iter().all(|version| run.contains(version)))
}

fn run_pending(connection: AsyncPgConnection) -> Result<Vec<String>, MigrateError> {
    let mut connection = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
    let run = connection
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| MigrateError::Migration(error.to_string()))?;
    Ok(run.iter().map(ToString::to_string).collect())
}

/// Whom the server takes a login for, which need not be the name in the address.
async fn login(connector: &Connector) -> Result<String, ConnectError> {
    let client = connector.client().await?;
    let row = client.query_one("SELECT session_user::text", &[]).await;
    row.and_then(|row| row.try_get(0)).map_err(ConnectError::from)
}

/// The versions of the migrations that this build knows, the oldest first.
pub fn known_versions() -> Vec<String> {
    let migrations: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().unwrap_or_default();
    let mut versions: Vec<String> =
        migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    versions.sort_unstable();
    versions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_migrations_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
        let folders = std::fs::read_dir(folder)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().is_dir())
            .count();
        assert_eq!(known_versions().len(), folders);
    }
}
