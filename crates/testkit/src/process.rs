//! A process whose output is collected and that ends with its owner at the latest.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Far more than anything takes: a test that hangs should end with a message.
const PATIENCE: Duration = Duration::from_secs(90);

/// How much of the log a failed test shows.
const SHOWN: usize = 30;

const PAUSE: Duration = Duration::from_millis(5);

/// A process that ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it logged.
    pub stderr: String,
}

impl Ended {
    /// What it printed, when it succeeded; everything that it said, in a panic, when not.
    pub fn succeeded(self) -> String {
        assert!(self.status.success(), "{self:#?}");
        self.stdout
    }

    /// What it said about its failure; a panic when it succeeded.
    pub fn failed(self) -> String {
        assert!(!self.status.success(), "{self:#?}");
        self.stderr
    }
}

/// A running process.
pub(crate) struct Process {
    child: Child,
    stdout: Collected,
    stderr: Collected,
}

impl Process {
    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let stdout = Collected::from(child.stdout.take().expect("it is piped"));
        let stderr = Collected::from(child.stderr.take().expect("it is piped"));
        Self { child, stdout, stderr }
    }

    pub(crate) fn stdout(&self) -> String {
        self.stdout.text()
    }

    pub(crate) fn stderr(&self) -> String {
        self.stderr.text()
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn descriptors(&self) -> usize {
        let open = std::fs::read_dir(format!("/proc/{}/fd", self.pid().as_raw_pid()));
        open.expect("a process that runs has its descriptors").count()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("the process is there to be told");
    }

    /// Waits until something is true of the process, or it ends, which is a panic with all that it said.
    pub(crate) async fn until<T>(&mut self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            let status = self.child.try_wait().expect("a child can be waited for");
            assert!(
                status.is_none() && begun.elapsed() < PATIENCE,
                "no {what} ({status:?}):\n{}\n{}",
                self.stdout(),
                self.stderr()
            );
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until its log has these words.
    pub(crate) async fn logs(&mut self, words: &str) {
        self.until(words, |process| process.stderr().contains(words).then_some(())).await;
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> Ended {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end:\n{}", self.stderr());
            tokio::time::sleep(PAUSE).await;
        };
        Ended { status, stdout: self.stdout.rest(), stderr: self.stderr.rest() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only for a process that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            let log = self.stderr.rest();
            let first = log.lines().count().saturating_sub(SHOWN);
            eprintln!("the last lines of its log:");
            log.lines().skip(first).for_each(|line| eprintln!("{line}"));
        }
    }
}

/// What comes out of a pipe, while it comes.
struct Collected {
    text: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Collected {
    fn from(pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let sink = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                let mut text = sink.lock().expect("nobody panics with the text at hand");
                text.push_str(&String::from_utf8_lossy(&line));
                line.clear();
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn text(&self) -> String {
        self.text.lock().expect("nobody panics with the text at hand").clone()
    }

    /// All of it, of a process that has ended.
    fn rest(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("reading does not panic");
        }
        self.text()
    }
}
