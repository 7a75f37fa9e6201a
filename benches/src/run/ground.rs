//! What everybody who takes part needs to know.

use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;

use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE};

use crate::arguments::Arguments;
use crate::contender::Processes;
use crate::load::{Load, Source};
use crate::pgbench::Pgbench;
use crate::scripts::YARDSTICK;
use crate::service::Service;

pub(super) struct Ground<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) folder: &'a Path,
    pub(super) cluster: &'a Cluster,
    /// PostgreSQL's first process.
    pub(super) database: u32,
    pub(super) service: &'a Service,
    /// Absent where it is not installed.
    pub(super) pgbench: Option<Rc<Pgbench>>,
}

impl Ground<'_> {
    pub(super) fn service_url(&self) -> String {
        self.cluster.database_url(DEFAULT_DATABASE)
    }

    pub(super) fn yardstick_url(&self) -> String {
        self.cluster.database_url(YARDSTICK)
    }

    /// Those behind an operation of the service.
    pub(super) fn processes(&self) -> Processes {
        Processes { server: Some(self.service.pid()), database: Some(self.database) }
    }

    /// A load that has nothing to send yet.
    pub(super) fn load(&self, address: SocketAddr, status: u16) -> Load {
        Load {
            address,
            connections: self.arguments.connections,
            threads: self.arguments.threads,
            source: Source::Cycle(Vec::new()),
            status,
            length: None,
        }
    }
}
