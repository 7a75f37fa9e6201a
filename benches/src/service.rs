//! The service under test: the real program, with the settings that it has by itself but for where things are.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome, While as _};
use crate::http;
use crate::process::{Process, free_address};

pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    /// How long it took until it was ready.
    pub(crate) started_in: Duration,
    metrics: SocketAddr,
    process: Process,
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Service {
    /// Starts it on the database, with these settings too, and returns when it is ready. Its data and its log are in this folder.
    pub(crate) fn start(
        arguments: &Arguments,
        database_url: &str,
        folder: &Path,
        more: &[(&'static str, &str)],
    ) -> Outcome<Self> {
        let program = program(arguments)?;
        let (address, metrics) = (free_address()?, free_address()?);
        let mut environment = vec![
            ("DATABASE_URL", database_url.to_owned()),
            ("TENANTRY_DATA_DIR", folder.join("service").display().to_string()),
            ("TENANTRY_DATABASE__POOL_SIZE", arguments.pool_size.to_string()),
            ("TENANTRY_METRICS__BIND", metrics.to_string()),
            ("TENANTRY_SERVER__BIND", address.to_string()),
            ("TENANTRY_SERVER__WORKERS", arguments.workers.to_string()),
            // One sign-in has to last for the whole run.
            ("TENANTRY_TOKENS__ACCESS_LIFETIME", "1d".to_owned()),
        ];
        environment.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=TERM").arg("--").arg(&program).arg("serve");
        surround(&mut command, &environment);
        let begun = Instant::now();
        let name = format!("tenantry-{}", address.port());
        let mut process = Process::start(&name, &mut command, folder)?;
        process
            .wait_until(|| http::ask_once(address, &http::get("/readyz", "none"), 200).is_ok())?;
        let started_in = begun.elapsed();
        Ok(Self { address, started_in, metrics, process, program, environment })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Adds the end of its log to a failure.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        failure.with(format!("the last that tenantry said:\n{}", self.process.log_tail()))
    }

    /// How many credentials of this kind it says that it remembers.
    pub(crate) fn remembered(&self, kind: &str) -> Outcome<f64> {
        let answer = http::ask_once(self.metrics, &http::get("/metrics", "none"), 200)?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let label = format!(r#"tenantry_memory_entries{{kind="{kind}"}} "#);
        let line = text.lines().find_map(|line| line.strip_prefix(&label));
        line.and_then(|number| number.trim().parse().ok())
            .when(format!("find how many credentials of the kind {kind} are remembered"))
    }

    /// Makes the credential of a service that asks about others.
    pub(crate) fn service_credential(&self) -> Outcome<String> {
        let mut command = Command::new(&self.program);
        command.args(["service-credential", "create", "bench"]);
        surround(&mut command, &self.environment);
        let output = command.output().when("run tenantry service-credential")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new(format!("tenantry service-credential failed: {said}")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}

fn program(arguments: &Arguments) -> Outcome<PathBuf> {
    let program = match &arguments.tenantry {
        Some(program) => program.clone(),
        None => std::env::current_exe().when("find this program")?.with_file_name("tenantry"),
    };
    if program.is_file() {
        return Ok(program);
    }
    let words = format!("{} is not there: cargo build --release -p tenantry", program.display());
    Err(Failure::new(words))
}

/// Nothing that is set for another service reaches this one.
fn surround(command: &mut Command, environment: &[(&'static str, String)]) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TENANTRY_") {
            command.env_remove(name);
        }
    }
    for (name, value) in environment {
        command.env(name, value);
    }
}
