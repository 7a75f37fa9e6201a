//! What each scenario stands on: a folder, a database, nodes, another service with its credential, and people.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::arguments::Arguments;
use crate::database::Database;
use crate::failure::{Failure, Outcome, While as _};
use crate::http::Client;
use crate::node::Node;
use crate::person::Person;

const MASTER_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

/// The fields are in the order in which they must go.
pub(crate) struct Ground {
    pub(crate) nodes: Vec<Node>,
    pub(crate) database: Database,
    /// What the service that asks about others shows.
    pub(crate) gateway: String,
    pub(crate) people: Vec<Person>,
    program: PathBuf,
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
}

impl Ground {
    /// Two nodes, and so many people.
    pub(crate) async fn lay(
        arguments: &Arguments,
        people: u32,
        more: &[(&'static str, &str)],
    ) -> Outcome<Self> {
        // Root's PostgreSQL runs as somebody else, who passes through; the secrets lie in closed folders within.
        let folder = tempfile::Builder::new()
            .prefix("tenantry-faults-")
            .permissions(Permissions::from_mode(0o711))
            .tempdir()
            .when("make a temporary folder")?;
        let database = Database::start(&folder.path().join("database"))?;
        let given = [
            ("database.url", database.url()),
            ("secrets.master_key", MASTER_KEY),
            ("limits.sign_ups", "1000000"),
            ("limits.wrong_passwords", "1000000"),
            ("api_keys.max_per_project", "100000"),
            // One sign-in has to last for the whole run.
            ("tokens.access_lifetime", "1d"),
            ("log.format", "json"),
            ("log.level", "warn"),
        ];
        let settings = given.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned()));
        let settings = settings.collect();
        let mut ground = Self {
            nodes: Vec::new(),
            database,
            gateway: String::new(),
            people: Vec::new(),
            program: program(arguments)?,
            settings,
            folder,
        };
        for name in ["a", "b"] {
            let mut node = ground.node(name, &[])?;
            node.start().await?;
            ground.nodes.push(node);
        }
        ground.gateway = ground.first()?.run("service-credential create gateway").await?;
        let mut client = Client::of(ground.first()?.address);
        for number in 0..people {
            let person = Person::sign_up(&mut client, &format!("ada{number}")).await?;
            ground.people.push(person);
        }
        Ok(ground)
    }

    /// Another node, with these settings too, that does not run yet.
    pub(crate) fn node(&self, name: &str, more: &[(&'static str, String)]) -> Outcome<Node> {
        let settings: Vec<_> = self.settings.iter().chain(more).cloned().collect();
        Node::new(name, &self.program, self.folder.path(), &settings)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn first(&self) -> Outcome<&Node> {
        self.nodes.first().when("find a node")
    }

    pub(crate) fn second(&self) -> Outcome<&Node> {
        self.nodes.get(1).when("find a second node")
    }

    pub(crate) fn person(&self) -> Outcome<&Person> {
        self.people.first().when("find a person")
    }

    /// What the nodes said of panics and of failures of their own.
    pub(crate) fn errors(&self) -> Vec<String> {
        self.nodes.iter().flat_map(Node::errors).collect()
    }
}

fn program(arguments: &Arguments) -> Outcome<PathBuf> {
    let program = match &arguments.tenantry {
        Some(program) => program.canonicalize().when(format!("find {}", program.display()))?,
        None => std::env::current_exe().when("find this program")?.with_file_name("tenantry"),
    };
    if program.is_file() {
        return Ok(program);
    }
    let words = format!("{} is not there: cargo build --release -p tenantry", program.display());
    Err(Failure::new(words))
}
