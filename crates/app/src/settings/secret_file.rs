//! Secrets in files: each may be given as itself or as the name of a file that holds it, never both.

use std::path::{Path, PathBuf};

use super::Settings;
use super::origin::Origin;
use super::problem::SettingsError;
use super::value::DatabaseUrl;

/// Reads every secret that is in a file.
pub(super) fn read_all(settings: &mut Settings) -> Result<(), SettingsError> {
    let database = &mut settings.database;
    read(&mut database.url, database.url_file.as_ref(), "database.url", database_url)?;
    let file = database.migrate_url_file.as_ref();
    read(&mut database.migrate_url, file, "database.migrate_url", database_url)?;
    let secrets = &mut settings.secrets;
    let file = secrets.master_key_file.as_ref();
    read(&mut secrets.master_key, file, "secrets.master_key", |text| Ok(text.into()))?;
    let file = secrets.previous_master_key_file.as_ref();
    let previous = &mut secrets.previous_master_key;
    read(previous, file, "secrets.previous_master_key", |text| Ok(text.into()))?;
    let smtp = &mut settings.mail.smtp;
    let file = smtp.password_file.as_ref();
    read(&mut smtp.password, file, "mail.smtp.password", |text| Ok(text.into()))?;
    let twilio = &mut settings.sms.twilio;
    let file = twilio.auth_token_file.as_ref();
    read(&mut twilio.auth_token, file, "sms.twilio.auth_token", |text| Ok(text.into()))
}

fn database_url(text: String) -> Result<DatabaseUrl, &'static str> {
    text.try_into()
}

fn read<T>(
    value: &mut Option<T>,
    file: Option<&PathBuf>,
    key: &'static str,
    parse: impl FnOnce(String) -> Result<T, &'static str>,
) -> Result<(), SettingsError> {
    let Some(file) = file else { return Ok(()) };
    if value.is_some() {
        let problem = format!("and `{key}_file` are both set: leave one of them out");
        return Err(SettingsError::conflict(key, problem));
    }
    let text = read_file(file, key)?;
    let parsed = parse(text).map_err(|problem| SettingsError::Wrong {
        key: key.to_owned(),
        problem: problem.to_owned(),
        origin: Origin::File(file.clone()),
    })?;
    *value = Some(parsed);
    Ok(())
}

fn read_file(file: &Path, key: &str) -> Result<String, SettingsError> {
    let mut text = std::fs::read_to_string(file).map_err(|source| SettingsError::Unreadable {
        file: file.to_owned(),
        role: format!("`{key}_file` names"),
        source,
    })?;
    // Editors and `echo` end a file so; a secret's own end is kept.
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}
