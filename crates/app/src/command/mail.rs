//! `tenantry mail …`.

use std::fs;
use std::path::PathBuf;

use tenantry_notify::{PREVIEWS, preview};

use super::arguments::MailCommand;
use crate::failure::Failure;
use crate::output::print;
use crate::settings::Settings;
use crate::wiring;

/// Does what is asked.
pub(super) fn run(command: MailCommand, settings: &Settings) -> Result<(), Failure> {
    let MailCommand::Preview { name, output } = command;
    let Some(name) = name else {
        return Ok(print(&PREVIEWS.join("\n"))?);
    };
    let shown = preview(&name, &wiring::brand(settings)?, &wiring::sender(settings)?)?;
    let file = output.unwrap_or_else(|| PathBuf::from(format!("{name}.eml")));
    let content = match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => shown.html.into_bytes(),
        Some("txt") => shown.text.into_bytes(),
        _ => shown.eml,
    };
    fs::write(&file, content).map_err(|source| CannotWrite { file: file.clone(), source })?;
    Ok(print(&file.display().to_string())?)
}

/// The file can't be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write {}", file.display())]
struct CannotWrite {
    file: PathBuf,
    source: std::io::Error,
}
