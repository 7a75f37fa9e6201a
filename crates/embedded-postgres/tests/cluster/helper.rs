//! Another process that owns or uses a cluster: this test program, run again for one test of it.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::Pid;
use tenantry_embedded_postgres::{Attached, Cluster, DEFAULT_DATABASE, attach_or_start};

use crate::place::{Place, durable, kill, query};

const DATA_DIR: &str = "TENANTRY_TEST_HELPER_DATA_DIR";
const TASK: &str = "TENANTRY_TEST_HELPER_TASK";

/// What the helper process does; a test of its own name, that does nothing in an ordinary run.
#[test]
fn helper_process() {
    let Some(data_dir) = env::var_os(DATA_DIR).map(PathBuf::from) else {
        return;
    };
    let options = durable(&data_dir);
    match env::var(TASK).unwrap().as_str() {
        "serve" => {
            let _cluster = Cluster::start(&options).unwrap();
            stay("serving");
        }
        "command" => {
            let attached = attach_or_start(&options).unwrap();
            query(&attached.database_url(DEFAULT_DATABASE), "SELECT 1");
            stay(match attached {
                Attached::Running(_) => "running",
                Attached::Started(_) => "started",
            });
        }
        task => panic!("no task {task}"),
    }
}

/// Tells the test what was reached, and goes on when the test says so.
fn stay(reached: &str) {
    // The test harness begins a line and does not end it.
    println!("\nREACHED {reached}");
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

pub(crate) struct Helper {
    process: Child,
}

impl Helper {
    pub(crate) fn spawn(place: &Place, task: &str) -> Self {
        let process = Command::new(env::current_exe().unwrap())
            .args(["helper::helper_process", "--exact", "--nocapture"])
            .env(DATA_DIR, place.path())
            .env(TASK, task)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self { process }
    }

    /// Waits until the helper has its cluster, and tells how it came by it.
    pub(crate) fn reached(&mut self) -> String {
        let output = self.process.stdout.as_mut().unwrap();
        BufReader::new(output)
            .lines()
            .find_map(|line| line.unwrap().strip_prefix("REACHED ").map(str::to_owned))
            .expect("the helper has failed, see its output")
    }

    /// Lets the helper go on to its end.
    pub(crate) fn release(&mut self) {
        drop(self.process.stdin.take());
    }

    pub(crate) fn assert_succeeds(mut self) {
        self.release();
        assert!(self.process.wait().unwrap().success());
    }

    pub(crate) fn kill(mut self) {
        kill(Pid::from_child(&self.process));
        self.process.wait().unwrap();
    }
}
