//! A node: the real program, killed, told to stop, and looked at from outside.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::failure::{Failure, Outcome, While as _};
use crate::http::{Client, get};

const PAUSE: Duration = Duration::from_millis(2);
/// Far more than a start or a stop may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many lines of a log are told.
const TAIL: usize = 20;

pub(crate) struct Node {
    name: String,
    program: PathBuf,
    folder: PathBuf,
    environment: Vec<(String, String)>,
    pub(crate) address: SocketAddr,
    metrics: SocketAddr,
    child: Option<Child>,
}

impl Node {
    /// A node of its own data folder that does not run yet. `settings` are named as in the file of settings.
    pub(crate) fn new(
        name: &str,
        program: &Path,
        folder: &Path,
        settings: &[(&str, String)],
    ) -> Outcome<Self> {
        let (address, metrics) = (free_address()?, free_address()?);
        let data = folder.join(name);
        let own = [
            ("data_dir", data.display().to_string()),
            ("server.bind", address.to_string()),
            ("metrics.bind", metrics.to_string()),
        ];
        let environment = settings.iter().cloned().chain(own).map(|(setting, value)| {
            (format!("TENANTRY_{}", setting.replace('.', "__").to_uppercase()), value)
        });
        Ok(Self {
            name: name.to_owned(),
            program: program.to_owned(),
            folder: folder.to_owned(),
            environment: environment.collect(),
            address,
            metrics,
            child: None,
        })
    }

    /// Starts it, and returns how long it took until it was ready.
    pub(crate) async fn start(&mut self) -> Outcome<Duration> {
        let begun = Instant::now();
        let log = File::options().create(true).append(true).open(self.log());
        let log = log.when("open a node's log")?;
        let mut command = self.command("serve");
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        self.child = Some(spawned.when(format!("run {}", self.program.display()))?);
        while !self.is_ready().await {
            if let Some(Ok(Some(status))) = self.child.as_mut().map(Child::try_wait) {
                return Err(self.failed(&format!("ended with {status}")));
            }
            if begun.elapsed() > PATIENCE {
                return Err(self.failed("does not get ready"));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(begun.elapsed())
    }

    pub(crate) async fn is_ready(&self) -> bool {
        Client::of(self.address).ask(&get("/readyz", "")).await.is(200)
    }

    /// Ends it without warning.
    pub(crate) fn kill(&mut self) -> Outcome<()> {
        let mut child = self.child.take().when("find the node's process")?;
        child.kill().when("kill a node")?;
        child.wait().when("wait for a node's end").map(drop)
    }

    /// Tells it to stop, and waits until it has; gives how it ended, and how long that took.
    pub(crate) async fn stop(&mut self) -> Outcome<(ExitStatus, Duration)> {
        let mut child = self.child.take().when("find the node's process")?;
        let begun = Instant::now();
        kill_process(Pid::from_child(&child), Signal::TERM).when("tell a node to stop")?;
        loop {
            if let Some(status) = child.try_wait().when("wait for a node's end")? {
                return Ok((status, begun.elapsed()));
            }
            if begun.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                return Err(self.failed("does not stop"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Runs another command of the program beside it, and gives what it prints.
    pub(crate) async fn run(&self, arguments: &str) -> Outcome<String> {
        let mut command = self.command(arguments);
        let running = tokio::task::spawn_blocking(move || command.output());
        let output = running.await.when("wait for a command")?.when("run a command")?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("tenantry {arguments} failed: {said}")))
    }

    /// How many files and connections it has open.
    pub(crate) fn descriptors(&self) -> Outcome<u64> {
        let entries =
            fs::read_dir(format!("/proc/{}/fd", self.pid()?)).when("count descriptors")?;
        u64::try_from(entries.count()).when("count descriptors")
    }

    /// How much memory it has, in MiB.
    pub(crate) fn memory(&self) -> Outcome<u64> {
        let path = format!("/proc/{}/status", self.pid()?);
        let text = fs::read_to_string(&path).when(format!("read {path}"))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        Ok(kibibytes.when("find a node's memory")? / 1024)
    }

    /// The sum of a metric, over the kinds of credentials whose names have `kind` in them.
    pub(crate) async fn metric(&self, name: &str, kind: &str) -> Outcome<u64> {
        let answer = Client::of(self.metrics).ask(&get("/metrics", "")).await.expect(200)?;
        let text = String::from_utf8_lossy(&answer.body);
        let lines = text.lines().filter(|line| line.starts_with(name) && line.contains(kind));
        Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum())
    }

    /// What it said of panics and of failures of its own. That the database is away, and that it can't serve therefore, is none.
    pub(crate) fn errors(&self) -> Vec<String> {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let expected = [r#""status":503"#, "the store is unavailable"];
        let failed = |line: &str| {
            line.contains(r#""level":"ERROR""#)
                && !expected.iter().any(|words| line.contains(words))
        };
        let told = |line: &&str| line.contains("panicked") || failed(line);
        log.lines().filter(told).map(str::to_owned).collect()
    }

    fn pid(&self) -> Outcome<u32> {
        Ok(self.child.as_ref().when("find the node's process")?.id())
    }

    fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.log", self.name))
    }

    fn failed(&self, how: &str) -> Failure {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(TAIL)..).unwrap_or_default();
        Failure::new(format!(
            "the node {} {how}; the last that it said:\n{}",
            self.name,
            last.join("\n")
        ))
    }

    /// It ends with this process at the latest, and gets nothing that is set for another service.
    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new("setpriv");
        command
            .arg("--pdeathsig=KILL")
            .arg(&self.program)
            .args(arguments.split_whitespace())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Both fail only for a process that has ended.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// An address on this machine that nobody listens at.
fn free_address() -> Outcome<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .when("find a free port")
}
