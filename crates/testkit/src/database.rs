//! A migrated database of its own for each test.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use tenantry_postgres::{Database, DatabaseSettings, DatabaseUrl, migrate};

use crate::cluster::TestCluster;
use crate::raw_sql::{connect, first_column};

/// Connections enough for a test that does many things at once, few enough for many tests at once.
const POOL_SIZE: usize = 8;
/// Held while the template is made, for a server that several test processes share.
const LOCK: &str = "SELECT pg_advisory_lock(5642017432)";

/// A database of a test; gone when dropped.
pub struct TestDatabase {
    cluster: Arc<TestCluster>,
    name: String,
    url: String,
}

impl TestDatabase {
    /// A migrated one without any rows, on the server that all tests share.
    pub async fn create() -> Self {
        Self::create_on(&TestCluster::shared()).await
    }

    /// The same on this server.
    pub async fn create_on(cluster: &Arc<TestCluster>) -> Self {
        let template = cluster.template.get_or_init(|| make_template(cluster)).await;
        Self::make(cluster, Some(template)).await
    }

    /// One with all that this one has, which nobody may be connected to meanwhile.
    pub async fn copied(&self) -> Self {
        Self::make(&self.cluster, Some(&self.name)).await
    }

    /// One that was not migrated yet, on this server.
    pub async fn create_bare_on(cluster: &Arc<TestCluster>) -> Self {
        Self::make(cluster, None).await
    }

    async fn make(cluster: &Arc<TestCluster>, template: Option<&str>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("tenantry_test_{}_{number}", std::process::id());
        let from = template.unwrap_or("template0");
        let client = connect(cluster.first_url()).await;
        let version = first_column(&client, "SHOW server_version_num").await;
        // Copying files beats copying pages through the log where nothing has to be durable.
        let strategy = match version.first() {
            Some(version) if version.as_str() >= "150000" => "STRATEGY FILE_COPY",
            _ => "",
        };
        client
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {from} {strategy}"))
            .await
            .unwrap_or_else(|error| panic!("{name} can't be made: {error:?}"));
        Self { cluster: Arc::clone(cluster), url: cluster.url(&name), name }
    }

    /// Its name on its server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address, as who may do anything.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its address for another login, whose password is its name.
    pub fn url_for(&self, login: &str) -> DatabaseUrl {
        let mut url = url::Url::parse(&self.url).expect("it was a URL before");
        url.set_username(login).expect("a database's address has a login");
        url.set_password(Some(login)).expect("a database's address has a login");
        DatabaseUrl::new(url)
    }

    /// How the service would be told of it.
    pub fn settings(&self) -> DatabaseSettings {
        let url = DatabaseUrl::new(self.url.as_str());
        DatabaseSettings { url, pool_size: POOL_SIZE, ca_file: None }
    }

    /// The service's way into it.
    pub fn database(&self) -> Database {
        Database::open(&self.settings()).expect("the settings are good")
    }

    /// The same with so many connections.
    pub fn database_of_size(&self, pool_size: usize) -> Database {
        let settings = DatabaseSettings { pool_size, ..self.settings() };
        Database::open(&settings).expect("the settings are good")
    }

    /// Runs statements as who may do anything, and returns the first column of what they answer.
    pub async fn sql(&self, statements: &str) -> Vec<String> {
        first_column(&connect(&self.url).await, statements).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (url, name) = (self.cluster.first_url().to_owned(), self.name.clone());
        // A thread with a runtime of its own: this one is in the midst of the test's. What is left behind by a server that
        // was stopped goes with its folder.
        let removal = thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let (client, connection) =
                    tokio_postgres::connect(&url, tokio_postgres::NoTls).await.ok()?;
                tokio::spawn(connection);
                client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await.ok()
            })
        });
        let _ = removal.join();
    }
}

/// Migrates a database that others are copied from. Only a finished one is marked as a template; what a process that died
/// left half made is made anew.
async fn make_template(cluster: &TestCluster) -> String {
    let name = format!("tenantry_template_{:016x}", fingerprint());
    let client = connect(cluster.first_url()).await;
    first_column(&client, LOCK).await;
    let known = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
    if first_column(&client, &known).await.is_empty() {
        for statement in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name} TEMPLATE template0"),
        ] {
            client.batch_execute(&statement).await.expect("a database can be made");
        }
        let url = DatabaseUrl::new(cluster.url(&name));
        migrate(&url, &url, None).await.unwrap_or_else(|error| panic!("{error}"));
        let mark = format!("ALTER DATABASE {name} IS_TEMPLATE true");
        client.batch_execute(&mark).await.expect("a database can be marked");
    }
    first_column(&client, "SELECT pg_advisory_unlock_all()").await;
    name
}

/// Tells one state of the migrations from another.
fn fingerprint() -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(file.as_os_str().as_encoded_bytes());
        hasher.write(&std::fs::read(file).expect("a migration can be read"));
    }
    hasher.finish()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the migrations are beside the crates") {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
