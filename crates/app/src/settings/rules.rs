//! What single values can't show: that they are sound in the domain's eyes, and go together.

use std::collections::HashSet;

use tenantry_domain::credential::CredentialFormat;
use tenantry_security::MasterKey;

use super::Settings;
use super::problem::SettingsError;
use super::value::SecretText;

/// Refuses settings that can't work.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    check_tls(settings)?;
    check_database(settings)?;
    let secrets = &settings.secrets;
    check_master_key(secrets.master_key.as_ref(), "secrets.master_key")?;
    check_master_key(secrets.previous_master_key.as_ref(), "secrets.previous_master_key")?;
    check_resource_types(settings)?;
    CredentialFormat::new(&settings.credentials.prefix).map_err(|error| {
        let given = &settings.credentials.prefix;
        SettingsError::conflict("credentials.prefix", format!("{error}, not `{given}`"))
    })?;
    if settings.tokens.audience.as_deref().is_some_and(|audience| audience.trim().is_empty()) {
        return Err(SettingsError::conflict("tokens.audience", "must not be empty"));
    }
    Ok(())
}

fn check_tls(settings: &Settings) -> Result<(), SettingsError> {
    let server = &settings.server;
    match (&server.tls_certificate, &server.tls_private_key) {
        (Some(_), None) => Err(SettingsError::conflict(
            "server.tls_private_key",
            "must be set too when `server.tls_certificate` is",
        )),
        (None, Some(_)) => Err(SettingsError::conflict(
            "server.tls_certificate",
            "must be set too when `server.tls_private_key` is",
        )),
        (Some(_), Some(_)) | (None, None) => Ok(()),
    }
}

fn check_database(settings: &Settings) -> Result<(), SettingsError> {
    let database = &settings.database;
    if database.url.is_some() {
        return Ok(());
    }
    if database.migrate_url.is_some() {
        return Err(SettingsError::conflict(
            "database.migrate_url",
            "is set without `database.url`: the private database needs neither, another one needs both",
        ));
    }
    // The private server takes 100 connections, and commands beside the service need some of them.
    if database.pool_size.get() > 80 {
        return Err(SettingsError::conflict(
            "database.pool_size",
            "must be at most 80 with the private database, which is in use as `database.url` is not set",
        ));
    }
    Ok(())
}

fn check_master_key(given: Option<&SecretText>, key: &'static str) -> Result<(), SettingsError> {
    let Some(text) = given else { return Ok(()) };
    MasterKey::from_base64(text.expose()).map(drop).map_err(|error| {
        let advice = "make one with `openssl rand -base64 32`";
        SettingsError::conflict(key, format!("{error}: {advice}"))
    })
}

fn check_resource_types(settings: &Settings) -> Result<(), SettingsError> {
    let types = settings.api_keys.resource_types.values();
    let refuse = |problem: String| Err(SettingsError::conflict("api_keys.resource_types", problem));
    if types.is_empty() {
        return refuse("must name at least one type, such as \"inference\"".to_owned());
    }
    let mut seen = HashSet::new();
    for name in types {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        if name.is_empty() || name.len() > 50 || !name.bytes().all(plain) {
            return refuse(format!(
                "must hold names of 1 to 50 lower-case letters, digits, `_` and `-`, not `{name}`"
            ));
        }
        if !seen.insert(name) {
            return refuse(format!("names `{name}` twice"));
        }
    }
    Ok(())
}
