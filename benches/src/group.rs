//! What is measured together.

mod cold;
mod findings;
mod growth;
mod linked;
mod logins;
mod reads;
mod resources;
mod revocation;
mod side_by_side;
mod warm;
mod writes;

use clap::ValueEnum;

use crate::failure::Outcome;
use crate::ground::Ground;
pub(crate) use findings::{Comparison, Findings};

/// The groups, in the order in which they are measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub(crate) enum Group {
    /// Verification from memory, of each kind of credential
    Warm,
    /// Verification of keys that were never asked about before
    Cold,
    /// Reads of a person's own account and of lists
    Reads,
    /// Creation of API keys
    Writes,
    /// Logins, and verification during a storm of them
    Logins,
    /// Verification with more and more keys
    Growth,
    /// Verification inside another process
    Linked,
    /// Revocation, until another node obeys it
    Revocation,
    /// Memory and start-up
    Resources,
}

impl Group {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Warm => "Verification, warm",
            Self::Cold => "Verification, cold",
            Self::Reads => "Reads",
            Self::Writes => "Writes",
            Self::Logins => "Logins",
            Self::Growth => "Growth",
            Self::Linked => "Verification inside another process",
            Self::Revocation => "Revocation, until another node refuses",
            Self::Resources => "Memory and start-up",
        }
    }

    /// Measures it on databases and services of its own.
    pub(crate) fn measure(self, ground: &Ground<'_>) -> Outcome<Findings> {
        match self {
            Self::Warm => warm::measure(ground),
            Self::Cold => cold::measure(ground),
            Self::Reads => reads::measure(ground),
            Self::Writes => writes::measure(ground),
            Self::Logins => logins::measure(ground),
            Self::Growth => growth::measure(ground),
            Self::Linked => linked::measure(ground),
            Self::Revocation => revocation::measure(ground),
            Self::Resources => resources::measure(ground),
        }
    }
}
