//! What every group needs: a database server, services on it, and those that they are held beside.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE};

use crate::arguments::Arguments;
use crate::bulk;
use crate::contender::{Contender, Processes};
use crate::failure::{Outcome, While as _};
use crate::figures::Subject;
use crate::interruption::Interruption;
use crate::keys::Keys;
use crate::load::{Load, Source};
use crate::pgbench::Pgbench;
use crate::psql::Psql;
use crate::rounds::{self, Results};
use crate::service::Service;

/// The database of pgbench's own tables.
const YARDSTICK: &str = "yardstick";

pub(crate) struct Ground<'a> {
    pub(crate) arguments: &'a Arguments,
    pub(crate) folder: &'a Path,
    pub(crate) cluster: &'a Cluster,
    /// PostgreSQL's first process.
    pub(crate) database: u32,
    pub(crate) psql: Psql,
    /// Absent where it is not installed.
    pub(crate) pgbench: Option<Rc<Pgbench>>,
    pub(crate) interruption: &'a Interruption,
    pub(crate) yardstick: OnceCell<String>,
    pub(crate) many: RefCell<BTreeMap<u32, Rc<ManyKeys>>>,
}

/// A database, and the folder of the services on it.
pub(crate) struct Place {
    pub(crate) url: String,
    folder: PathBuf,
}

/// A database with so many keys, none of which anybody has asked about.
pub(crate) struct ManyKeys {
    pub(crate) place: Place,
    pub(crate) keys: Arc<Keys>,
    /// The credential of a service that may ask.
    pub(crate) asker: String,
}

impl Ground<'_> {
    /// A new database.
    pub(crate) fn place(&self, name: &str) -> Outcome<Place> {
        let server = self.cluster.database_url(DEFAULT_DATABASE);
        self.psql.execute(&server, &format!("CREATE DATABASE bench_{name};"))?;
        let folder = self.folder.join(name);
        fs::create_dir(&folder).when(format!("make {}", folder.display()))?;
        Ok(Place { url: self.cluster.database_url(&format!("bench_{name}")), folder })
    }

    /// Starts a service there, with these settings too.
    pub(crate) fn serve(&self, place: &Place, more: &[(&'static str, &str)]) -> Outcome<Service> {
        self.interruption.check()?;
        Service::start(self.arguments, &place.url, &place.folder, more)
    }

    /// A new database with so many keys.
    pub(crate) fn lay_in(&self, name: &str, count: u32) -> Outcome<ManyKeys> {
        eprintln!("laying in {count} keys");
        let keys = Arc::new(Keys::mint(count)?);
        let place = self.place(name)?;
        let service = self.serve(&place, &[])?;
        let asker = service.service_credential().map_err(|failure| service.explain(failure))?;
        drop(service);
        bulk::lay_in(&self.psql, &place.url, &keys)?;
        Ok(ManyKeys { place, keys, asker })
    }

    /// A database with so many keys, which groups share that change none.
    pub(crate) fn many(&self, count: u32) -> Outcome<Rc<ManyKeys>> {
        if let Some(many) = self.many.borrow().get(&count) {
            return Ok(Rc::clone(many));
        }
        let many = Rc::new(self.lay_in(&format!("{count}_keys"), count)?);
        self.many.borrow_mut().insert(count, Rc::clone(&many));
        Ok(many)
    }

    /// The database of pgbench's own tables.
    pub(crate) fn yardstick(&self, pgbench: &Pgbench) -> Outcome<String> {
        if let Some(url) = self.yardstick.get() {
            return Ok(url.clone());
        }
        let place = self.place(YARDSTICK)?;
        pgbench.initialize(&place.url)?;
        Ok(self.yardstick.get_or_init(|| place.url).clone())
    }

    /// Those behind an operation of a service.
    pub(crate) fn processes(&self, service: &Service) -> Processes {
        Processes { server: Some(service.pid()), database: Some(self.database) }
    }

    /// A load of this.
    pub(crate) fn load(&self, address: SocketAddr, source: Source) -> Load {
        Load {
            address,
            connections: self.arguments.connections,
            threads: self.arguments.threads,
            source,
            status: 200,
            length: None,
            beginning: b"",
            refusal: None,
        }
    }

    /// How long a turn is.
    pub(crate) const fn time(&self) -> Duration {
        Duration::from_secs(self.arguments.seconds)
    }

    /// Has these take turns.
    pub(crate) fn take_turns(
        &self,
        contenders: &mut [(Subject, Box<dyn Contender>)],
    ) -> Outcome<Results> {
        rounds::take(contenders, self.arguments.rounds, self.time(), self.interruption)
    }
}
