//! What the process tells of itself while it works: a log on standard error, so that standard output holds results alone.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::settings::{Log, LogFormat};

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TelemetryError {
    /// The directives can't be read.
    #[error("`log.level` can't be read")]
    Level(#[from] ParseError),
    /// The process has a log already.
    #[error("the log could not be started")]
    Start(#[from] TryInitError),
}

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verbosity {
    /// What the settings say.
    AsSet,
    /// What has gone wrong, and nothing more: a command tells by its result that it went well.
    Warnings,
}

/// Starts the log.
pub(crate) fn start(log: &Log, verbosity: Verbosity) -> Result<(), TelemetryError> {
    let directives = match verbosity {
        Verbosity::AsSet => log.level.as_str(),
        Verbosity::Warnings => "warn",
    };
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter(directives)?).with_writer(std::io::stderr);
    let on_terminal = std::io::stderr().is_terminal();
    if is_for_people(log.format, on_terminal) {
        lines.with_ansi(on_terminal).finish().try_init()?;
    } else {
        lines.json().flatten_event(true).with_span_list(false).finish().try_init()?;
    }
    Ok(())
}

/// What an operator wants to know, but for the parameters of queries, which the database's client tells of below `info`: password
/// hashes are among them.
fn filter(directives: &str) -> Result<EnvFilter, ParseError> {
    Ok(EnvFilter::try_new(directives)?.add_directive("tokio_postgres=info".parse()?))
}

const fn is_for_people(format: LogFormat, on_terminal: bool) -> bool {
    match format {
        LogFormat::Auto => on_terminal,
        LogFormat::Text => true,
        LogFormat::Json => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unless_told_otherwise_people_read_terminals_and_machines_the_rest() {
        assert!(is_for_people(LogFormat::Auto, true));
        assert!(!is_for_people(LogFormat::Auto, false));
    }

    #[test]
    fn no_query_is_told_with_its_parameters_however_much_is_asked_for() {
        for directives in ["trace", "debug,tokio_postgres=trace", "tokio_postgres=debug"] {
            let filter = filter(directives).unwrap().to_string();
            let clients = filter.split(',').filter(|part| part.starts_with("tokio_postgres"));
            assert_eq!(clients.collect::<Vec<_>>(), ["tokio_postgres=info"], "{filter}");
        }
    }

    #[test]
    fn a_format_that_is_named_holds_everywhere() {
        assert!(is_for_people(LogFormat::Text, false));
        assert!(!is_for_people(LogFormat::Json, true));
    }
}
