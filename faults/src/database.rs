//! The PostgreSQL that is broken: durable, its own, and started again by whoever kills it, as an operator's supervisor does.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE, Options};
use tokio::task::block_in_place;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use crate::failure::{Outcome, While as _};

const PAUSE: Duration = Duration::from_millis(2);

pub(crate) struct Database {
    options: Options,
    cluster: Option<Cluster>,
    url: String,
}

impl Database {
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        let options = Options::new(folder);
        let cluster = block_in_place(|| Cluster::start(&options)).when("start PostgreSQL")?;
        let url = cluster.database_url(DEFAULT_DATABASE);
        Ok(Self { options, cluster: Some(cluster), url })
    }

    /// Its address, as who may do anything.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The folder that its socket is in.
    pub(crate) fn socket_folder(&self) -> std::path::PathBuf {
        self.options.data_dir.join("postgres-run")
    }

    /// Ends its first process without warning, and starts it again; gives the moment from which it takes connections.
    pub(crate) fn kill_and_start(&mut self) -> Outcome<Instant> {
        kill_process(self.first_process()?, Signal::KILL).when("kill PostgreSQL")?;
        let options = &self.options;
        let old = self.cluster.take();
        let started = block_in_place(|| {
            if let Some(old) = &old {
                // How it ended is known.
                let _ = old.watch().wait();
            }
            drop(old);
            Cluster::start(options)
        });
        self.cluster = Some(started.when("start PostgreSQL again")?);
        Ok(Instant::now())
    }

    /// Stops all its processes where they are; they go on when the result is dropped.
    pub(crate) fn freeze(&self) -> Outcome<Frozen> {
        let first = self.first_process()?;
        let mut frozen = Frozen(vec![first]);
        // The first one first: it can't make another one after that.
        kill_process(first, Signal::STOP).when("freeze PostgreSQL")?;
        for child in children(first)? {
            // One that is gone can't be frozen.
            if kill_process(child, Signal::STOP).is_ok() {
                frozen.0.push(child);
            }
        }
        Ok(frozen)
    }

    /// A connection, as who may do anything.
    pub(crate) async fn connect(&self) -> Outcome<Client> {
        loop {
            match tokio_postgres::connect(&self.url, NoTls).await {
                Ok((client, connection)) => {
                    tokio::spawn(connection);
                    return Ok(client);
                }
                // It says that it is ready before it always is.
                Err(error) if error.as_db_error().is_some() => tokio::time::sleep(PAUSE).await,
                Err(error) => return Err(error).when("connect to PostgreSQL"),
            }
        }
    }

    /// Runs statements as who may do anything, and gives all the columns of what they answer.
    pub(crate) async fn sql(&self, statements: &str) -> Outcome<Vec<Vec<String>>> {
        rows(&self.connect().await?, statements).await
    }

    fn first_process(&self) -> Outcome<Pid> {
        let entries = fs::read_dir(&self.options.data_dir).when("list the database's folder")?;
        let pid = entries
            .filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("postmaster.pid")).ok())
            .find_map(|text| Pid::from_raw(text.lines().next()?.trim().parse().ok()?));
        pid.when("find PostgreSQL's process")
    }
}

/// Runs statements over this connection.
pub(crate) async fn rows(client: &Client, statements: &str) -> Outcome<Vec<Vec<String>>> {
    let answer = client.simple_query(statements).await.when(format!("run {statements}"))?;
    let rows = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            let columns = 0..row.len();
            Some(columns.map(|column| row.get(column).unwrap_or_default().to_owned()).collect())
        }
        _ => None,
    });
    Ok(rows.collect())
}

/// Processes that stand still.
pub(crate) struct Frozen(Vec<Pid>);

impl Drop for Frozen {
    fn drop(&mut self) {
        for process in &self.0 {
            // Whoever is gone needs no thaw.
            let _ = kill_process(*process, Signal::CONT);
        }
    }
}

/// See `proc_pid_stat(5)`: behind the name in parentheses come the state and the parent.
fn children(of: Pid) -> Outcome<Vec<Pid>> {
    let processes = fs::read_dir("/proc").when("list the processes")?;
    let parent = of.as_raw_pid().to_string();
    Ok(processes
        .filter_map(|entry| {
            let pid: i32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let (_, fields) = stat.rsplit_once(") ")?;
            (fields.split(' ').nth(1)? == parent).then(|| Pid::from_raw(pid))?
        })
        .collect())
}
