//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::scenario::Scenario;

/// Breaks real processes under load, and compares what was acknowledged with what is there afterwards.
///
/// Each scenario brings up a durable PostgreSQL of its own in a temporary folder (TMPDIR says where), with two nodes of the release
/// build of `tenantry` on it, and leaves nothing behind. The status is 1 when something does not hold.
#[derive(Parser, Debug)]
#[command(name = "faults", version)]
pub(crate) struct Arguments {
    /// What to break; everything unless named
    #[arg(value_enum)]
    pub(crate) scenarios: Vec<Scenario>,

    /// How often a node or the database is killed
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) kills: u32,

    /// For how many seconds the database is frozen
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(3..=600))]
    pub(crate) freeze: u64,

    /// How many revocations are followed to the other node
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub(crate) trials: u32,

    /// How often each node is replaced by its like
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) rounds: u32,

    /// How many sign-ins come at once
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(10..=5000))]
    pub(crate) sign_ins: u32,

    /// How many credentials that nobody was given are asked about
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1000..=10_000_000))]
    pub(crate) junk: u32,

    /// The program to break; the one beside this one unless given
    #[arg(long, value_name = "FILE")]
    pub(crate) tenantry: Option<PathBuf>,

    /// Print the date, the machine and the command too, as docs/faults.md has them
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
