//! The scenarios: each breaks one thing, in one file.

mod database_frozen;
mod database_killed;
mod junk;
mod node_killed;
mod pool;
mod revocation;
mod rolling;
mod severed;
mod sign_ins;

use clap::ValueEnum;

use crate::arguments::Arguments;
use crate::failure::Outcome;
use crate::finding::Finding;

/// What can be broken.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scenario {
    /// One of two nodes is killed under load, again and again
    NodeKilled,
    /// PostgreSQL is killed under load, and all its connections are ended
    DatabaseKilled,
    /// PostgreSQL stands still under load; then all of a node's connections to it are taken
    DatabaseFrozen,
    /// Revocations are followed to the other node, also without notifications and with its database cut off
    Revocation,
    /// Hundreds sign in at once beside introspection
    SignIns,
    /// Nodes are replaced one by one under load, while a migration runs
    Rolling,
    /// Credentials that nobody was given come in floods
    Junk,
}

impl Scenario {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NodeKilled => "node-killed",
            Self::DatabaseKilled => "database-killed",
            Self::DatabaseFrozen => "database-frozen",
            Self::Revocation => "revocation",
            Self::SignIns => "sign-ins",
            Self::Rolling => "rolling",
            Self::Junk => "junk",
        }
    }

    /// What it does, in a sentence.
    pub(crate) fn tells(self) -> String {
        let help = self.to_possible_value().and_then(|value| value.get_help().cloned());
        help.map(|help| help.to_string()).unwrap_or_default()
    }

    pub(crate) async fn run(self, arguments: &Arguments) -> Outcome<Vec<Finding>> {
        match self {
            Self::NodeKilled => node_killed::run(arguments).await,
            Self::DatabaseKilled => database_killed::run(arguments).await,
            Self::DatabaseFrozen => {
                let mut found = database_frozen::run(arguments).await?;
                found.append(&mut pool::run(arguments).await?);
                Ok(found)
            }
            Self::Revocation => {
                let mut found = revocation::run(arguments).await?;
                found.append(&mut severed::run(arguments).await?);
                Ok(found)
            }
            Self::SignIns => sign_ins::run(arguments).await,
            Self::Rolling => rolling::run(arguments).await,
            Self::Junk => junk::run(arguments).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_goes_by_its_name_on_the_command_line_and_says_what_it_does() {
        for scenario in Scenario::value_variants() {
            let value = scenario.to_possible_value().unwrap();
            assert_eq!(value.get_name(), scenario.name());
            assert!(!scenario.tells().is_empty());
        }
    }
}
