//! psql, which comes with PostgreSQL: what the database's superuser does.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};

use crate::failure::{Failure, Outcome, While as _};

/// Where psql is, and where it runs.
#[derive(Clone)]
pub(crate) struct Psql {
    program: PathBuf,
    folder: PathBuf,
}

/// What a script is written into.
pub(crate) type Script = BufWriter<ChildStdin>;

impl Psql {
    pub(crate) fn beside(server_programs: &Path, folder: &Path) -> Self {
        Self { program: server_programs.join("psql"), folder: folder.to_owned() }
    }

    /// Runs statements, each in a transaction of its own.
    pub(crate) fn execute(&self, database_url: &str, statements: &str) -> Outcome<()> {
        self.feed(database_url, |script| writeln!(script, "{statements}")).map(drop)
    }

    /// The one value that a query gives.
    pub(crate) fn ask(&self, database_url: &str, query: &str) -> Outcome<String> {
        self.feed(database_url, |script| writeln!(script, "{query}"))
    }

    /// Runs a script while it is written, and gives what it printed.
    pub(crate) fn feed(
        &self,
        database_url: &str,
        write: impl FnOnce(&mut Script) -> std::io::Result<()>,
    ) -> Outcome<String> {
        let mut command = Command::new(&self.program);
        // PG* variables would lead it elsewhere.
        command
            .env_clear()
            .current_dir(&self.folder)
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--set", "ON_ERROR_STOP=1", "--dbname", database_url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().when(format!("run {}", self.program.display()))?;
        let mut script = BufWriter::with_capacity(1 << 16, child.stdin.take().when("feed psql")?);
        let written = write(&mut script).and_then(|()| script.flush());
        drop(script);
        let output = child.wait_with_output().when("wait for psql")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(format!("psql failed: {said}")));
        }
        written.when("feed psql")?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
