//! What an operator says about the database.

use std::path::PathBuf;

/// Where the database is and who signs in there. It may hold a password, so it prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address that is spelt like this.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its spelling, for whoever connects.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for DatabaseUrl {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for DatabaseUrl {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DatabaseUrl")
    }
}

/// How to reach the database, and how much of it to use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DatabaseSettings {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The most connections to have open for units of work.
    pub pool_size: usize,
    /// Certificates to believe beside the machine's own, in PEM.
    pub ca_file: Option<PathBuf>,
}

impl DatabaseSettings {
    /// How many connections there are at most for looking up what is presented, beside those for units of work. Each is held for one
    /// short statement, and memory is asked first.
    pub const fn look_ups(&self) -> usize {
        match self.pool_size.div_ceil(4) {
            0..=2 => 2,
            3 => 3,
            _ => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_prints_without_its_password() {
        let settings = DatabaseSettings {
            url: DatabaseUrl::new("postgres://tenantry:hunter2@db/tenantry"),
            pool_size: 4,
            ca_file: None,
        };
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
