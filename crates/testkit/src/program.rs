//! The program as a user starts it: the real binary, with settings, a data folder and a database of one test.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

use crate::message_folders::MessageFolders;
use crate::process::{Ended, Process};
use crate::server::TestServer;
use crate::starting::Starting;

/// The binary with everything that it is told.
#[derive(Clone)]
pub struct Program {
    variables: BTreeMap<String, String>,
    data_dir: Arc<TempDir>,
    messages: Arc<MessageFolders>,
}

impl Program {
    /// With a data folder of its own, on ports that are free; without a database, so that it runs its private one.
    pub fn new() -> Self {
        let data_dir = Arc::new(TempDir::new().expect("a temporary folder can be made"));
        let folder = data_dir.path().display().to_string();
        let messages = Arc::new(MessageFolders::in_data_dir(data_dir.path()));
        Self { variables: BTreeMap::new(), data_dir, messages }
            .with("data_dir", &folder)
            .with("server.bind", "127.0.0.1:0")
            .with("metrics.bind", "127.0.0.1:0")
            .with("server.workers", "2")
    }

    /// The same on this database.
    pub fn on(database_url: &str) -> Self {
        Self::new().with("database.url", database_url)
    }

    /// The same with a setting, named as in the file of settings.
    pub fn with(self, setting: &str, value: &str) -> Self {
        let variable = format!("TENANTRY_{}", setting.replace('.', "__").to_uppercase());
        self.with_variable(&variable, value)
    }

    /// The same with a variable in its environment.
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The same with another, empty data folder.
    pub fn elsewhere(&self) -> Self {
        let other = Self::new();
        let folder = other.data_dir.path().display().to_string();
        let moved = Self { variables: self.variables.clone(), ..other };
        moved.with("data_dir", &folder)
    }

    /// Its data folder.
    pub fn data_dir(&self) -> &Path {
        self.data_dir.path()
    }

    /// The folders that it puts messages into.
    pub(crate) fn messages(&self) -> &MessageFolders {
        &self.messages
    }

    /// The database that it was given.
    pub fn database_url(&self) -> Option<&str> {
        self.variables.get("TENANTRY_DATABASE__URL").map(String::as_str)
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        self.spawn(arguments).ended().await
    }

    /// Sets out to serve, and returns at once.
    pub fn begins_to_serve(&self) -> Starting {
        Starting::of(self.clone())
    }

    /// Serves, and returns when it listens.
    pub async fn serve(&self) -> TestServer {
        self.begins_to_serve().listens().await
    }

    /// Runs lines of bash where its commands have the same settings, as if they were pasted.
    pub async fn run_in_shell(&self, lines: &str) -> Ended {
        self.spawn_any(Path::new("bash"), &["-c", lines]).ended().await
    }

    /// The binary of the same build as the test that runs.
    pub fn executable() -> PathBuf {
        beside_the_test()
    }

    pub(crate) fn spawn(&self, arguments: &[&str]) -> Process {
        self.spawn_any(&Self::executable(), arguments)
    }

    fn spawn_any(&self, program: &Path, arguments: &[&str]) -> Process {
        // Ends with the test's thread, also when that is killed.
        let mut command = Command::new("setpriv");
        command
            .arg("--pdeathsig=KILL")
            .arg(program)
            .args(arguments)
            // Nothing of the developer's own settings.
            .env_clear()
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .envs(&self.variables)
            .current_dir(self.data_dir())
            .stdin(Stdio::null());
        Process::spawn(command)
    }
}

impl Default for Program {
    fn default() -> Self {
        Self::new()
    }
}

/// Beside the test, or a folder above it.
fn beside_the_test() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own file");
    let found = test.ancestors().skip(1).take(2).map(|folder| folder.join("tenantry"));
    found.into_iter().find(|file| file.is_file()).unwrap_or_else(|| {
        panic!(
            "no binary `tenantry` beside {}: build it first, in the same profile, with `cargo build -p tenantry`",
            test.display()
        )
    })
}
