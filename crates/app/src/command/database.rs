//! The database for a command that ends by itself: the given one, or the private one, beside a running service or without.

use tenantry_embedded_postgres::{Attached, attach_or_start};
use tenantry_postgres::Database;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::wiring::{self, DatabaseTarget};

/// Finds the database, does the work with its target, and leaves it as it was found. Work that is done stands, so a private
/// server that doesn't stop well is only logged.
pub(super) fn with_target<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(DatabaseTarget) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if let Some(target) = DatabaseTarget::given(settings) {
        return runtime.block_on(work(target));
    }
    let attached = attach_or_start(&wiring::private_cluster(settings))?;
    let target = DatabaseTarget::private(settings, |database| attached.database_url(database));
    let result = runtime.block_on(work(target));
    // Its connections end with it, before the server that it may stop.
    drop(runtime);
    if let Attached::Started(cluster) = attached
        && let Err(error) = cluster.stop()
    {
        tracing::warn!(%error, "the private database did not stop well");
    }
    result
}

/// Finds the database, does the work with it, and leaves it as it was found. The schema of the private one is brought up to date;
/// that of another is its operator's to change.
pub(super) fn with_database<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(Database) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let is_private = settings.database.url.is_none();
    with_target(settings, async |target| {
        let database = if is_private {
            wiring::connect(&target).await?
        } else {
            wiring::connect_to_current(&target).await?
        };
        work(database).await
    })
}
