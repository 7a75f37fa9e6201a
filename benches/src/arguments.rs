//! The command line.

use std::path::PathBuf;
use std::thread;

use clap::{Args, Parser, Subcommand, ValueEnum as _};

use crate::group::Group;

/// Measures the release build of `tenantry` on this machine: beside a bare actix-web handler with the same bytes in and out, beside
/// pgbench with the same SQL on the same PostgreSQL, and beside what is wanted of it.
///
/// The contenders take turns, round after round, so that what else the machine does falls on all of them. It brings up a durable
/// PostgreSQL of its own in a temporary folder (TMPDIR says where) and leaves nothing behind. Any answer but the expected one is
/// a failure.
#[derive(Parser, Debug)]
#[command(name = "bench", version)]
pub(crate) struct Arguments {
    /// What to measure; everything unless given. Several are separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "GROUPS")]
    pub(crate) only: Vec<Group>,

    /// How long each contender is measured in each round
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,

    /// How many rounds; each figure is the median of them
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,

    /// How many connections ask at a time, of the server and of PostgreSQL under pgbench
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=80))]
    pub(crate) connections: u32,

    /// How many threads the load generators have
    #[arg(long, default_value_t = cores(), value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) threads: u32,

    /// How many threads answer, in the service and in the bare handler
    #[arg(long, default_value_t = cores(), value_parser = clap::value_parser!(u32).range(1..=256))]
    pub(crate) workers: u32,

    /// The service's connections to PostgreSQL, as by `database.pool_size`
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=80))]
    pub(crate) pool_size: u32,

    /// How many API keys are asked about in turn, where it does not matter how many there are
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) keys: u32,

    /// How many API keys there are where it matters: cold, growth and resources
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1000..=10_000_000))]
    pub(crate) most_keys: u32,

    /// How many revocations are timed, with notifications and without
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) trials: u32,

    /// How many starts are timed
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) starts: u32,

    /// Where to draw growth as SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,

    /// The program to measure; the one beside this one unless given
    #[arg(long, value_name = "FILE")]
    pub(crate) tenantry: Option<PathBuf>,

    /// Print Markdown, with the date, the machine and the command, as docs/performance.md has it
    #[arg(long)]
    pub(crate) markdown: bool,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Compare the times of answers about addresses with and without an account, which must not tell them apart
    Alike(Alike),

    /// Serve one answer, and nothing else: what the service is compared with
    #[command(hide = true)]
    Bare(Bare),
}

/// How closely is looked.
#[derive(Args, Debug)]
pub(crate) struct Alike {
    /// How many requests of each kind
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    pub(crate) samples: u32,
}

/// What the bare handler serves.
#[derive(Args, Debug)]
pub(crate) struct Bare {
    /// Where to listen on 127.0.0.1
    #[arg(long)]
    pub(crate) port: u16,
    /// The path to answer at
    #[arg(long)]
    pub(crate) path: String,
    /// The body of the answer
    #[arg(long)]
    pub(crate) body_file: PathBuf,
    /// A header of the answer, as `name: value`
    #[arg(long = "header")]
    pub(crate) headers: Vec<String>,
    /// How many threads answer
    #[arg(long)]
    pub(crate) workers: u32,
}

impl Arguments {
    /// What to measure.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let all = Group::value_variants().iter().copied();
        all.filter(|group| self.only.is_empty() || self.only.contains(group)).collect()
    }
}

fn cores() -> u32 {
    thread::available_parallelism()
        .map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(64))
        .min(64)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn groups_are_chosen_by_name_and_are_all_unless_chosen() {
        let groups = |line: &[&str]| Arguments::parse_from(line).groups();
        assert_eq!(groups(&["bench", "--only", "cold,warm"]), [Group::Warm, Group::Cold]);
        assert_eq!(groups(&["bench"]).len(), Group::value_variants().len());
    }
}
