//! Bringing the sources together, the weakest first.

use std::path::Path;

use config::{Config, ConfigError, File, FileFormat};
use serde_path_to_error::Error;

use super::Settings;
use super::environment::{DATABASE_URL, Environment, PREFIX};
use super::origin::Origin;
use super::problem::SettingsError;

/// The defaults, part of the program.
const DEFAULTS: &str = include_str!("../../../../config/default.toml");

/// Reads the settings as the sources have them.
pub(super) fn read(
    file: Option<&Path>,
    environment: &Environment,
) -> Result<Settings, SettingsError> {
    let merged = merge(file, environment)?;
    serde_path_to_error::deserialize(merged).map_err(|error| explain(&error, file, environment))
}

fn merge(file: Option<&Path>, environment: &Environment) -> Result<Config, SettingsError> {
    let mut builder = Config::builder();
    if let Some(folder) = environment.default_data_dir() {
        builder = builder
            .set_default("data_dir", folder.to_string_lossy().into_owned())
            .map_err(unmergeable)?;
    }
    builder = builder.add_source(File::from_str(DEFAULTS, FileFormat::Toml));
    if let Some(file) = file {
        builder = builder.add_source(File::from_str(&read_file(file)?, FileFormat::Toml));
    }
    if let Some(url) = environment.get(DATABASE_URL) {
        let url = std::iter::once(("DATABASE__URL".to_owned(), url.to_owned()));
        builder = builder
            .add_source(config::Environment::default().separator("__").source(Some(url.collect())));
    }
    let variables = environment.named_after_settings();
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    builder
        .add_source(
            // Without `try_parsing`: each setting knows what its text means, and a text that looks like a number stays one.
            config::Environment::with_prefix(PREFIX.trim_end_matches('_'))
                .prefix_separator("_")
                .separator("__")
                .source(Some(variables)),
        )
        .build()
        .map_err(unmergeable)
}

/// The text of a file that was found to be TOML here, where the problem can be told without the text around it.
fn read_file(file: &Path) -> Result<String, SettingsError> {
    let text = std::fs::read_to_string(file).map_err(|source| SettingsError::Unreadable {
        file: file.to_owned(),
        role: "`--config` names".to_owned(),
        source,
    })?;
    text.parse::<toml::Table>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        SettingsError::Syntax {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            problem: error.message().to_owned(),
        }
    })?;
    Ok(text)
}

fn explain(
    error: &Error<ConfigError>,
    file: Option<&Path>,
    environment: &Environment,
) -> SettingsError {
    if let ConfigError::NotFound(key) = error.inner() {
        return SettingsError::Missing { key: key.clone() };
    }
    let key = error.path().to_string();
    let origin = Origin::find(&key, file, environment);
    let problem = reason(error.inner());
    match problem.strip_prefix("unknown field ").and_then(|text| text.split_once(", expected ")) {
        Some((_, allowed)) => {
            let hint = hint(&key, &origin).to_owned();
            SettingsError::Unknown { key, allowed: allowed.to_owned(), origin, hint }
        }
        None => SettingsError::Wrong { key, problem, origin },
    }
}

/// The innermost reason, without the keys that the wrappers repeat.
fn reason(error: &ConfigError) -> String {
    match error {
        ConfigError::At { error, .. } => reason(error),
        ConfigError::Type { unexpected, expected, .. } => {
            format!("must be {expected}, not {unexpected}")
        }
        other => {
            let text = other.to_string();
            match text
                .strip_prefix("invalid type: ")
                .and_then(|rest| rest.split_once(", expected "))
            {
                Some((found, expected)) => format!("must be {expected}, not {found}"),
                None => text,
            }
        }
    }
}

fn hint(key: &str, origin: &Origin) -> &'static str {
    match origin {
        Origin::Variable(_) if !key.contains('.') => {
            "; two underscores stand between a section and its key, as in TENANTRY_SERVER__BIND"
        }
        Origin::Variable(_) | Origin::File(_) | Origin::Default => "",
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unmergeable(error: ConfigError) -> SettingsError {
    SettingsError::Unmergeable(error.to_string())
}
