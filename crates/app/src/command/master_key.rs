//! `tenantry master-key …`.

use std::sync::Arc;

use tenantry_domain::master_key::MasterKeyRotation;
use tenantry_postgres::{PostgresAuditStore, PostgresSealedValueStore};

use super::database::with_database;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{Ports, rotating_sealer};

/// Seals again what is sealed under the previous key.
pub(super) fn rotate(settings: &Settings) -> Result<(), Failure> {
    with_database(settings, async |database| {
        let sealer = rotating_sealer(settings)?;
        let audit = Arc::new(PostgresAuditStore::new(database.clone()));
        let clock = Ports::new(settings)?.clock;
        let values = Arc::new(PostgresSealedValueStore::new(database));
        let resealed = MasterKeyRotation::new(values, sealer, audit, clock).run().await?;
        let (settings, keys) = (resealed.settings, resealed.signing_keys);
        eprintln!(
            "Encrypted again under the new master key: {settings} secret settings, {keys} signing keys. If every node has had both keys since \
             before this began, nothing is left that needs the previous one; if not, restart them and run this once more."
        );
        Ok(())
    })
}
