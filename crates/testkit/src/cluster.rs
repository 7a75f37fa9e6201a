//! The database server that tests run on: one for all tests of a process, private and thrown away, unless
//! `TENANTRY_TEST_DATABASE_URL` names another.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

use tempfile::TempDir;
use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE, Durability, Options};
use tokio::sync::OnceCell;
use url::Url;

use crate::frozen::Frozen;

/// Names a server to use in place of a private one; its login must be a superuser.
const EXISTING: &str = "TENANTRY_TEST_DATABASE_URL";
/// Begins the name of every cluster's folder; the process's id follows.
const FOLDER: &str = "tenantry-test-";

/// A database server for tests.
pub struct TestCluster {
    url: Url,
    /// Absent for a server that was there before.
    runner: Option<Runner>,
    /// The name of the migrated database that others are copies of.
    pub(crate) template: OnceCell<String>,
}

impl TestCluster {
    /// The one that all tests of this process share.
    pub fn shared() -> Arc<Self> {
        static SHARED: OnceLock<Arc<TestCluster>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| {
            if let Ok(url) = std::env::var(EXISTING) {
                return Arc::new(Self::existing(&url));
            }
            remove_leftovers();
            // Nothing drops a static value, so the folder stays until a later run finds that its process is gone.
            Arc::new(Self::run(Folder::Left(new_folder().keep())))
        });
        Arc::clone(shared)
    }

    /// One of the test's own, to stop and start again; gone when dropped.
    pub fn private() -> Arc<Self> {
        Arc::new(Self::run(Folder::Removed(new_folder())))
    }

    fn existing(url: &str) -> Self {
        let url = Url::parse(url).unwrap_or_else(|error| panic!("{EXISTING}: {error}"));
        Self { url, runner: None, template: OnceCell::new() }
    }

    fn run(folder: Folder) -> Self {
        let runner = Runner::new(folder);
        let url = runner.start();
        let url = Url::parse(&url).expect("a cluster's address is a URL");
        Self { url, runner: Some(runner), template: OnceCell::new() }
    }

    /// The address of a database of this server, as who may do anything.
    pub fn url(&self, database: &str) -> String {
        let mut url = self.url.clone();
        url.set_path(database);
        url.into()
    }

    /// The address of the database that is always there.
    pub(crate) fn first_url(&self) -> &str {
        self.url.as_str()
    }

    /// Stops it, so that nobody is served.
    pub fn stop(&self) {
        self.runner().tell(Command::Stop);
    }

    /// Starts it again, with all that was in it.
    pub fn start(&self) {
        self.runner().start();
    }

    /// Stops all its processes where they are, so that it takes connections and answers nothing; they go on when the result is dropped.
    pub fn freeze(&self) -> Frozen {
        Frozen::server_in(self.runner().folder.path())
    }

    fn runner(&self) -> &Runner {
        self.runner.as_ref().expect("only a private cluster is stopped and started")
    }
}

enum Folder {
    Left(PathBuf),
    Removed(TempDir),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Left(path) => path,
            Self::Removed(folder) => folder.path(),
        }
    }
}

enum Command {
    Start,
    Stop,
}

/// What to do, and where to tell the address that it led to.
type Order = (Command, Sender<String>);

/// The thread that the cluster belongs to: the server ends with the thread that started it, and a test's thread ends with
/// the test.
struct Runner {
    commands: Mutex<Option<Sender<Order>>>,
    thread: Option<thread::JoinHandle<()>>,
    folder: Folder,
}

impl Runner {
    fn new(folder: Folder) -> Self {
        let (commands, received) = channel();
        let mut options = Options::new(folder.path());
        options.durability = Durability::Disposable;
        let thread = thread::Builder::new()
            .name("test cluster".into())
            .spawn(move || obey(&options, &received))
            .expect("a thread can be made");
        Self { commands: Mutex::new(Some(commands)), thread: Some(thread), folder }
    }

    fn start(&self) -> String {
        self.tell(Command::Start)
    }

    fn tell(&self, command: Command) -> String {
        let (answer, answered) = channel();
        let commands = self.commands.lock().expect("nobody panics in here");
        let sent =
            commands.as_ref().is_some_and(|commands| commands.send((command, answer)).is_ok());
        assert!(sent, "the thread of the cluster is gone");
        answered.recv().expect("the cluster obeys; its own message says why not")
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.commands.lock().expect("nobody panics in here").take();
        if let Some(thread) = self.thread.take() {
            // It has said by itself what went wrong.
            let _ = thread.join();
        }
    }
}

fn obey(options: &Options, commands: &Receiver<Order>) {
    let mut running = None;
    while let Ok((command, answer)) = commands.recv() {
        drop(running.take());
        let url = match command {
            Command::Stop => String::new(),
            Command::Start => {
                let cluster = Cluster::start(options).unwrap_or_else(|error| panic!("{error}"));
                let url = cluster.database_url(DEFAULT_DATABASE);
                running = Some(cluster);
                url
            }
        };
        // Whoever asked may be gone.
        let _ = answer.send(url);
    }
}

/// In the machine's folder for such things, which the user that root runs PostgreSQL as can enter too.
fn new_folder() -> TempDir {
    let prefix = format!("{FOLDER}{}-", std::process::id());
    tempfile::Builder::new().prefix(&prefix).tempdir().expect("a temporary folder can be made")
}

/// Removes the folders of processes that are gone, and whose servers went with them.
fn remove_leftovers() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(FOLDER)?.split('-').next());
        let is_gone = owner.is_some_and(|pid| {
            pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists()
        });
        if is_gone {
            // Another process may be at it too.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
