//! Gateways for tests: the real programs, with the configuration that a test gives them.

use std::env;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::client::{Client, Requests};
use crate::process::Process;

/// How often another port is tried where somebody else was faster.
const ATTEMPTS: usize = 10;

/// What each of them says, in its own words, where somebody else has the port.
const TAKEN: &str = "ddress already in use";

/// Which program it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GatewayKind {
    /// nginx with `auth_request`. One text: a file of `conf.d`.
    Nginx,
    /// Traefik. Two texts: what it starts with, and the file that this names.
    Traefik,
    /// Envoy. One text: all that it starts with.
    Envoy,
}

/// Where a gateway has its place.
pub struct GatewayPlace {
    /// The port at 127.0.0.1 to listen on.
    pub port: u16,
    /// The file to name where a text names another.
    pub file: PathBuf,
}

impl GatewayPlace {
    /// The address to listen on.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

/// A gateway in the foreground, with all its files in a folder of its own; killed when dropped.
pub struct Gateway {
    client: Client,
    process: Process,
    // Behind the process, because fields are dropped in order.
    _folder: TempDir,
}

impl Gateway {
    /// With these texts as its configuration.
    pub async fn serving(kind: GatewayKind, texts: impl Fn(&GatewayPlace) -> Vec<String>) -> Self {
        for _ in 0..ATTEMPTS {
            let folder = TempDir::new().expect("a temporary folder can be made");
            let place = GatewayPlace { port: free_port(), file: folder.path().join("named.yml") };
            let command = kind.prepare(folder.path(), &place, &texts(&place));
            let mut process = Process::spawn(command);
            let told = |process: &Process| {
                let said = process.stderr() + &process.stdout();
                let taken = said.contains(TAKEN).then_some(false);
                taken.or_else(|| said.contains(kind.listens()).then_some(true))
            };
            if process.until("sockets that listen", told).await {
                let client = Client::to(&format!("http://{}", place.address()));
                return Self { client, process, _folder: folder };
            }
        }
        panic!("of {ATTEMPTS} ports that were free none still was when the gateway came");
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.process.stderr()
    }
}

impl Requests for Gateway {
    fn client(&self) -> &Client {
        &self.client
    }
}

impl GatewayKind {
    /// What it says once its sockets listen.
    const fn listens(self) -> &'static str {
        match self {
            Self::Nginx => "event method",
            Self::Traefik => "Starting provider *file.Provider",
            Self::Envoy => "starting main dispatch loop",
        }
    }

    /// Writes its files, and says how it is started.
    fn prepare(self, folder: &Path, place: &GatewayPlace, texts: &[String]) -> Command {
        let write = |name: &Path, text: &str| {
            std::fs::write(folder.join(name), text).expect("a file can be made in it");
        };
        let file = folder.join("configuration");
        match (self, texts) {
            (Self::Nginx, [text]) => {
                std::fs::create_dir(folder.join("temp")).expect("a folder can be made in it");
                write(&file, &nginx_frame(text));
                let mut command = command("nginx");
                command.arg("-p").arg(folder).arg("-c").arg(file).args(["-e", "stderr"]);
                command
            }
            (Self::Traefik, [text, named]) => {
                let quiet = "global: {checkNewVersion: false, sendAnonymousUsage: false}";
                // It asks for the end of the name.
                let file = file.with_extension("yml");
                write(
                    &file,
                    &format!("{text}{quiet}\nlog: {{level: INFO, filePath: /dev/stderr}}\n"),
                );
                write(&place.file, named);
                let mut command = command("traefik");
                command.arg(format!("--configFile={}", file.display()));
                command
            }
            (Self::Envoy, [text]) => {
                let file = file.with_extension("yaml");
                write(&file, text);
                let mut command = command("envoy");
                command.arg("-c").arg(file);
                command.args([
                    "--disable-hot-restart",
                    "--concurrency",
                    "1",
                    "--log-level",
                    "info",
                ]);
                command
            }
            _ => panic!("{self:?} has another number of texts than {}", texts.len()),
        }
    }
}

/// None of them can be told to choose one by itself, and to say which.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
    listener.local_addr().expect("a listener has an address").port()
}

/// The frame around a file of `conf.d`: nothing is read or written outside of the folder, whoever runs it.
fn nginx_frame(configuration: &str) -> String {
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places = places.map(|place| format!("    {place}_temp_path temp/{place};\n")).concat();
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr notice;\n\
         events {{\n    worker_connections 256;\n}}\n\
         http {{\n    access_log off;\n{places}{configuration}}}\n"
    )
}

fn command(name: &str) -> Command {
    // Ends with the test's thread, also when that is killed.
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=KILL").arg(executable(name)).env_clear().stdin(Stdio::null());
    command
}

/// The one that was unpacked into the build's folder, or the machine's.
fn executable(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let test = env::current_exe().expect("a test knows its own file");
    let built = test.ancestors().skip(1).take(3);
    let unpacked =
        built.flat_map(|built| ["nginx/usr/sbin", "gateways/bin"].map(|at| built.join(at)));
    let folders = unpacked.chain(env::split_paths(&path)).chain([PathBuf::from("/usr/sbin")]);
    let mut programs = folders.map(|folder| folder.join(name));
    programs.find(|program| program.is_file()).unwrap_or_else(|| {
        panic!("no {name} in the build's folder, on the PATH or in /usr/sbin: scripts/ensure-nginx.sh and scripts/ensure-gateways.sh get them")
    })
}
