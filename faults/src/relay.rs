//! A relay between a node and PostgreSQL, which can be stalled and cut: the network between them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::failure::{Outcome, While as _};

/// The name that PostgreSQL's clients look for in the folder that they are given.
const SOCKET: &str = ".s.PGSQL.5432";

/// What the network does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Line {
    Open,
    /// Nothing comes through, and nobody is told.
    Stalled,
    /// Connections end, and new ones end at once.
    Cut,
}

pub(crate) struct Relay {
    line: watch::Sender<Line>,
    listening: JoinHandle<()>,
    folder: PathBuf,
}

impl Relay {
    /// In this folder, to the socket in that one.
    pub(crate) fn start(folder: &Path, behind: &Path) -> Outcome<Self> {
        fs::create_dir(folder).when("make a relay's folder")?;
        let closed = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder, closed).when("close a relay's folder")?;
        let listener = UnixListener::bind(folder.join(SOCKET)).when("listen as a relay")?;
        let (line, watched) = watch::channel(Line::Open);
        let target = Arc::new(behind.join(SOCKET));
        let listening = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (watched, target) = (watched.clone(), Arc::clone(&target));
                tokio::spawn(connect(near, target, watched));
            }
        });
        Ok(Self { line, listening, folder: folder.to_owned() })
    }

    /// The address of the service's database by way of the relay.
    pub(crate) fn url(&self) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://tenantry@{folder}/tenantry")
    }

    pub(crate) fn is_now(&self, line: Line) {
        self.line.send_replace(line);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn connect(near: UnixStream, target: Arc<PathBuf>, mut line: watch::Receiver<Line>) {
    if *line.borrow() == Line::Cut {
        return;
    }
    let Ok(far) = UnixStream::connect(&*target).await else { return };
    let (near_reads, near_writes) = near.into_split();
    let (far_reads, far_writes) = far.into_split();
    tokio::select! {
        () = pass(near_reads, far_writes, line.clone()) => {}
        () = pass(far_reads, near_writes, line.clone()) => {}
        // Both halves are dropped, and so closed.
        _ = line.wait_for(|line| *line == Line::Cut) => {}
    }
}

/// Passes on what comes, while the line is open.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut line: watch::Receiver<Line>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if line.wait_for(|line| *line == Line::Open).await.is_err() {
            return;
        }
        let Some(read) = buffer.get(..length) else { return };
        if to.write_all(read).await.is_err() {
            return;
        }
    }
}
