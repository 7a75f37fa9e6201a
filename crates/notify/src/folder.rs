//! A folder for messages that people on this machine read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use tenantry_domain::id::MessageId;
use tenantry_domain::notification::DeliveryError;
use time::OffsetDateTime;
use time::macros::format_description;

/// A file in the making.
pub(crate) struct Sheet {
    pub(crate) at: OffsetDateTime,
    pub(crate) kind: &'static str,
    pub(crate) id: MessageId,
    pub(crate) ending: &'static str,
    pub(crate) content: Vec<u8>,
}

/// Puts a file into the folder, whole or not at all, for the eyes of its owner alone.
pub(crate) async fn put(folder: &Path, sheet: Sheet) -> Result<(), DeliveryError> {
    let folder = folder.to_owned();
    let written = tokio::task::spawn_blocking(move || write(&folder, &sheet)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(DeliveryError::Later(error.into())),
        Err(error) => Err(DeliveryError::Later(error.into())),
    }
}

fn write(folder: &Path, sheet: &Sheet) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let name = name(sheet)?;
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let moved = fill(&unfinished, &sheet.content)
        .and_then(|()| fs::rename(&unfinished, folder.join(&name)));
    if moved.is_err() {
        // The first failure is the one to tell of.
        let _ = fs::remove_file(&unfinished);
    }
    moved
}

fn fill(path: &PathBuf, content: &[u8]) -> io::Result<()> {
    let mut file: File =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Later messages sort behind earlier ones.
fn name(sheet: &Sheet) -> io::Result<String> {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    let at = sheet.at.to_offset(time::UtcOffset::UTC).format(form).map_err(io::Error::other)?;
    Ok(format!("{at}-{}-{}.{}", sheet.kind, sheet.id, sheet.ending))
}
