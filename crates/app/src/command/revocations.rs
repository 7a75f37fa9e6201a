//! `tenantry revocations …`.

use std::path::Path;

use super::arguments::RevocationsCommand;
use super::database::with_database;
use crate::failure::Failure;
use crate::revocations::RevocationWriter;
use crate::settings::Settings;
use crate::wiring::export;

/// Does what is asked.
pub(super) fn run(command: RevocationsCommand, settings: &Settings) -> Result<(), Failure> {
    let RevocationsCommand::Export { output } = command;
    with_database(settings, async |database| {
        let export = export(settings, database)?;
        let mut progress = export.begin();
        let path = output.as_deref().filter(|path| *path != Path::new("-"));
        let mut writer = RevocationWriter::begin(path, progress.begun_at())?;
        while let Some(endings) = export.next(&mut progress).await? {
            writer.add(&endings)?;
        }
        // Nothing is said: whatever a job says that runs every minute is mailed to somebody every minute.
        Ok(writer.finish()?)
    })
}
