//! Where a value came from, for messages about it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::environment::{DATABASE_URL, Environment, PREFIX};

/// The strongest source that has a value for a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// A variable of the environment.
    Variable(String),
    /// The file named on the command line.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl Origin {
    /// Looks for the source of `key`, in the order of their strength.
    pub(super) fn find(key: &str, file: Option<&Path>, environment: &Environment) -> Self {
        // An entry of a list belongs to the list.
        let key = key.split('[').next().unwrap_or(key);
        let variable = format!("{PREFIX}{}", key.replace('.', "__").to_uppercase());
        if environment.get(&variable).is_some() {
            return Self::Variable(variable);
        }
        if key == "database.url" && environment.get(DATABASE_URL).is_some() {
            return Self::Variable(DATABASE_URL.to_owned());
        }
        file.map_or(Self::Default, |file| Self::File(file.to_owned()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(formatter, "set by the environment variable {name}"),
            Self::File(file) => write!(formatter, "set in {}", file.display()),
            Self::Default => formatter.write_str("not set"),
        }
    }
}
