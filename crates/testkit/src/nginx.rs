//! A gateway for tests: the machine's own nginx, with a configuration that a test gives it.

use std::env;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::client::{Client, Requests};
use crate::process::Process;

/// How often another port is tried where somebody else was faster.
const ATTEMPTS: usize = 10;

/// What it says once its sockets listen.
const LISTENS: &str = "event method";

/// nginx in the foreground, one process with all its files in a folder of its own; killed when dropped.
pub struct Nginx {
    client: Client,
    process: Process,
    // Behind the process, because fields are dropped in order.
    _folder: TempDir,
}

impl Nginx {
    /// With what this says that a file of `conf.d` holds, for the address to listen on.
    pub async fn serving(configuration: impl Fn(&str) -> String) -> Self {
        for _ in 0..ATTEMPTS {
            let address = format!("127.0.0.1:{}", free_port());
            let folder = TempDir::new().expect("a temporary folder can be made");
            write(folder.path(), &configuration(&address));
            let mut process = spawn(folder.path());
            let told = |process: &Process| {
                let log = process.stderr();
                let taken = log.contains("98: Address already in use").then_some(false);
                taken.or_else(|| log.contains(LISTENS).then_some(true))
            };
            if process.until("sockets that listen", told).await {
                let client = Client::to(&format!("http://{address}"));
                return Self { client, process, _folder: folder };
            }
        }
        panic!("of {ATTEMPTS} ports that were free none still was when nginx came");
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.process.stderr()
    }
}

impl Requests for Nginx {
    fn client(&self) -> &Client {
        &self.client
    }
}

/// nginx can't be told to choose one by itself.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
    listener.local_addr().expect("a listener has an address").port()
}

/// The frame around a file of `conf.d`: nothing is read or written outside of the folder, whoever runs it.
fn write(folder: &Path, configuration: &str) {
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places = places.map(|place| format!("    {place}_temp_path temp/{place};\n")).concat();
    let frame = format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr notice;\n\
         events {{\n    worker_connections 256;\n}}\n\
         http {{\n    access_log off;\n{places}{configuration}}}\n"
    );
    std::fs::create_dir(folder.join("temp")).expect("a folder can be made in it");
    std::fs::write(folder.join("nginx.conf"), frame).expect("a file can be made in it");
}

fn spawn(folder: &Path) -> Process {
    // Ends with the test's thread, also when that is killed.
    let mut command = Command::new("setpriv");
    command
        .arg("--pdeathsig=KILL")
        .arg(executable())
        .arg("-p")
        .arg(folder)
        .args(["-c", "nginx.conf", "-e", "stderr"])
        .env_clear()
        .stdin(Stdio::null());
    Process::spawn(command)
}

/// The machine's, or the one that was unpacked into the build's folder.
fn executable() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let test = env::current_exe().expect("a test knows its own file");
    let built = test.ancestors().skip(1).take(3).map(|folder| folder.join("nginx/usr/sbin"));
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).chain(built);
    let mut programs = folders.map(|folder| folder.join("nginx"));
    programs.find(|program| program.is_file()).unwrap_or_else(|| {
        panic!("no nginx on the PATH, in /usr/sbin or in the build's folder: scripts/ensure-nginx.sh gets one")
    })
}
