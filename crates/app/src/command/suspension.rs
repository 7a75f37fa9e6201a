//! `tenantry tenant|org|user suspend|reactivate …`.

use std::sync::Arc;

use tenantry_domain::suspension::{Standing, Suspendable, SuspensionService};
use tenantry_postgres::PostgresSuspensionStore;

use super::arguments::SuspensionCommand;
use super::database::with_database;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::Ports;

/// Does what is asked with what the id names.
pub(super) fn run<Id>(
    command: SuspensionCommand<Id>,
    named: fn(Id) -> Suspendable,
    settings: &Settings,
) -> Result<(), Failure>
where
    Id: std::str::FromStr + Clone + Send + Sync + 'static,
    Id::Err: std::error::Error + Send + Sync + 'static,
{
    let (id, standing, done) = match command {
        SuspensionCommand::Suspend { id } => {
            (id, Standing::Suspended, "Suspended. Every credential that draws on it is refused.")
        }
        SuspensionCommand::Reactivate { id } => {
            (id, Standing::Active, "Reactivated. What was not ended meanwhile works again.")
        }
    };
    with_database(settings, async |database| {
        let clock = Ports::new(settings)?.clock;
        let store = Arc::new(PostgresSuspensionStore::new(database));
        SuspensionService::new(store, clock).set(named(id), standing).await?;
        eprintln!("{done}");
        Ok(())
    })
}
