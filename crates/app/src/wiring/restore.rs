//! What is done around backups.

use std::sync::Arc;

use tenantry_domain::restore::{Export, GuardParts, RestoreGuard};
use tenantry_postgres::{Database, PostgresAuditStore, PostgresEndingStore};
use tenantry_security::HashingPoolSize;

use super::accounts::hasher;
use super::ports::Ports;
use crate::failure::Failure;
use crate::settings::Settings;

/// What tells what has ended.
pub(crate) fn export(settings: &Settings, database: Database) -> Result<Export, Failure> {
    Ok(Export::new(Arc::new(PostgresEndingStore::new(database)), Ports::new(settings)?.clock))
}

/// What ends it again.
pub(crate) fn restore_guard(
    settings: &Settings,
    database: &Database,
) -> Result<RestoreGuard, Failure> {
    Ok(RestoreGuard::new(GuardParts {
        store: Arc::new(PostgresEndingStore::new(database.clone())),
        hasher: hasher(settings, HashingPoolSize::default())?,
        secrets: Ports::standalone_secrets(),
        audit: Arc::new(PostgresAuditStore::new(database.clone())),
        clock: Ports::new(settings)?.clock,
    }))
}
