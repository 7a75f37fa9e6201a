//! `tenantry revocations …`.

use std::path::Path;

use super::arguments::RevocationsCommand;
use super::database::with_database;
use crate::failure::Failure;
use crate::revocations::{About, RevocationPlace};
use crate::settings::Settings;
use crate::wiring::export;

/// Does what is asked.
pub(super) fn run(command: RevocationsCommand, settings: &Settings) -> Result<(), Failure> {
    let RevocationsCommand::Export { output } = command;
    with_database(settings, async |database| {
        let export = export(settings, database)?;
        let path = output.as_deref().filter(|path| *path != Path::new("-"));
        // Taken first, so that no file takes the place of one that was begun later.
        let place = RevocationPlace::take(path)?;
        let mut progress = export.begin().await?;
        let (installation, exported_at) = (progress.installation(), progress.begun_at());
        let mut writer = place.begin(About { installation, exported_at })?;
        while let Some(endings) = export.next(&mut progress).await? {
            writer.add(&endings)?;
        }
        // Nothing is said: whatever a job says that runs every minute is mailed to somebody every minute.
        Ok(writer.finish()?)
    })
}
