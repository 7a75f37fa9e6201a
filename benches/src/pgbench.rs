//! pgbench, the load generator that comes with PostgreSQL.

mod output;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use crate::failure::{Failure, Outcome, While as _};
use crate::load::Burst;
use output::Summary;

/// What it is run with throughout.
pub(crate) struct Pgbench {
    program: PathBuf,
    /// For its scripts and logs.
    folder: PathBuf,
    pub(crate) connections: u32,
    pub(crate) threads: u32,
}

impl Pgbench {
    /// The pgbench that came with the server's programs, if it did.
    pub(crate) fn beside(
        server_programs: &Path,
        folder: &Path,
        connections: u32,
        threads: u32,
    ) -> Option<Self> {
        let program = server_programs.join("pgbench");
        program.is_file().then(|| Self {
            program,
            folder: folder.to_owned(),
            connections,
            threads: threads.min(connections),
        })
    }

    /// A script of its own, where it finds it.
    pub(crate) fn script(&self, name: &str, text: &str) -> Outcome<PathBuf> {
        let path = self.folder.join(name);
        fs::write(&path, text).when(format!("write {}", path.display()))?;
        Ok(path)
    }

    /// Runs every statement of a script once.
    pub(crate) fn execute(&self, database_url: &str, script: &Path) -> Outcome<()> {
        let mut command = self.command();
        command.args(["-n", "-c", "1", "-t", "1", "-f"]).arg(script).arg(database_url);
        Summary::of(&self.run(&mut command)?).map(drop)
    }

    /// Fills a database with pgbench's own tables: 100,000 accounts.
    pub(crate) fn initialize(&self, database_url: &str) -> Outcome<()> {
        self.run(self.command().args(["-i", "-q", "-s", "1"]).arg(database_url)).map(drop)
    }

    /// Runs a transaction over and over for this long. `what` chooses it; this part of all transactions is timed.
    pub(crate) fn measure(
        &self,
        database_url: &str,
        what: &[String],
        timed_part: f64,
        time: Duration,
    ) -> Outcome<Burst> {
        let logs = tempfile::Builder::new().prefix("pgbench-").tempdir_in(&self.folder);
        let logs = logs.when("make a folder for pgbench's logs")?;
        let mut command = self.command();
        command
            .args(["-n", "-M", "prepared", "-l"])
            .arg(format!("--sampling-rate={timed_part}"))
            .arg(format!("--log-prefix={}", logs.path().join("log").display()))
            .arg(format!("--client={}", self.connections))
            .arg(format!("--jobs={}", self.threads))
            .arg(format!("--time={}", time.as_secs()))
            .args(what)
            .arg(database_url);
        let Summary { count, per_second } = Summary::of(&self.run(&mut command)?)?;
        Ok(Burst { count, per_second, latencies: output::latencies(logs.path())? })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // PG* variables would lead it elsewhere, and its words are read.
        command.env_clear().env("LC_ALL", "C").current_dir(&self.folder);
        command
    }

    fn run(&self, command: &mut Command) -> Outcome<Output> {
        let output = command.output().when(format!("run {}", self.program.display()))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("pgbench failed: {said}")))
    }
}

/// What to install where there is none.
pub(crate) fn missing(server_programs: &Path) -> String {
    format!(
        "there is no pgbench in {}: Debian has it in the package `postgresql-<version>`, Fedora in `postgresql-contrib`",
        server_programs.display()
    )
}
