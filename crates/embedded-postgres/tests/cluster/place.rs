//! A data folder for one test, and what a test asks of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE, Durability, Options};
use tokio_postgres::{NoTls, SimpleQueryMessage};

pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn options(&self) -> Options {
        disposable(self.path())
    }

    pub(crate) fn start(&self) -> Cluster {
        Cluster::start(&self.options()).unwrap()
    }

    pub(crate) fn cluster_folder(&self) -> PathBuf {
        self.folders().into_iter().find(|folder| folder.join("PG_VERSION").exists()).unwrap()
    }

    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect()
    }

    pub(crate) fn postmaster(&self) -> Pid {
        let text = fs::read_to_string(self.cluster_folder().join("postmaster.pid")).unwrap();
        let pid = text.lines().next().unwrap().parse().unwrap();
        Pid::from_raw(pid).unwrap()
    }

    /// What a cluster must not lose.
    pub(crate) fn remember(cluster: &Cluster) {
        let sql = "CREATE TABLE note (text text); INSERT INTO note VALUES ('remembered')";
        query(&cluster.database_url(DEFAULT_DATABASE), sql);
    }

    pub(crate) fn assert_remembered(cluster: &Cluster) {
        let url = cluster.database_url(DEFAULT_DATABASE);
        assert_eq!(query(&url, "SELECT text FROM note"), ["remembered"]);
    }
}

pub(crate) fn durable(data_dir: &Path) -> Options {
    Options { lock_patience: PATIENCE, ..Options::new(data_dir) }
}

pub(crate) fn disposable(data_dir: &Path) -> Options {
    Options { durability: Durability::Disposable, ..durable(data_dir) }
}

/// The first column of what a query answers.
pub(crate) fn query(url: &str, sql: &str) -> Vec<String> {
    try_query(url, sql).unwrap()
}

pub(crate) fn try_query(url: &str, sql: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let connection = tokio::spawn(connection);
        let answer = client.simple_query(sql).await;
        drop(client);
        // Whatever the connection ended with, the query's own answer is the one of interest.
        let _ = connection.await;
        let rows = answer?.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        Ok(rows.collect())
    })
}

pub(crate) fn kill(pid: Pid) {
    kill_process(pid, Signal::KILL).unwrap();
}

/// Waits for what must happen at some time.
pub(crate) fn until(what: &str, mut happened: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !happened() {
        assert!(begin.elapsed() < PATIENCE, "it never happened: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
