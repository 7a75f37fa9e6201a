//! `tenantry migrate`.

use super::database::with_target;
use crate::failure::Failure;
use crate::output::print;
use crate::settings::Settings;
use crate::wiring;

/// Brings the schema up to date, and says what that took.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let migrations = with_target(settings, async |target| wiring::migrate(&target).await)?;
    if migrations.is_empty() {
        print("The schema is up to date.")?;
    }
    for migration in migrations {
        print(&format!("Applied {migration}."))?;
    }
    Ok(())
}
