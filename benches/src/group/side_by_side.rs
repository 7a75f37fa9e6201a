//! Contenders of a service and those that it is held beside, made ready to take turns.

use std::sync::Arc;

use crate::bare;
use crate::contender::{BareHandler, Contender, OverHttp, Processes, UnderPgbench};
use crate::failure::{Outcome, While as _};
use crate::figures::Subject;
use crate::ground::Ground;
use crate::http::{self, Request};
use crate::load::{Load, Source};
use crate::rounds::Results;
use crate::service::Service;

/// One in ten selects is plenty, where there are tens of thousands, and keeps the log from costing anything.
const TIMED_SELECTS: f64 = 0.1;

/// Everybody, in the order in which they take turns.
pub(super) struct SideBySide<'a> {
    ground: &'a Ground<'a>,
    service: &'a Service,
    all: Vec<(Subject, Box<dyn Contender>)>,
}

impl<'a> SideBySide<'a> {
    pub(super) const fn of(ground: &'a Ground<'a>, service: &'a Service) -> Self {
        Self { ground, service, all: Vec::new() }
    }

    pub(super) fn add(&mut self, subject: Subject, contender: impl Contender + 'static) {
        self.all.push((subject, Box::new(contender)));
    }

    /// An operation of the service, which answers all of these alike. Gives what it answers.
    pub(super) fn add_operation(
        &mut self,
        subject: Subject,
        requests: &[Request],
    ) -> Outcome<http::Kept> {
        let first = requests.first().when("find a request to send")?;
        let address = self.service.address;
        let usual = http::ask_once(address, first, 200)?;
        let length = Some(usual.body.len());
        let source = Source::Cycle(requests.to_vec());
        let load = Arc::new(Load { length, ..self.ground.load(address, source) });
        self.add(subject, OverHttp { load, processes: self.ground.processes(self.service) });
        Ok(usual)
    }

    /// An operation of the service, and the bare handler that is sent the same bytes and answers with the same.
    pub(super) fn add_beside_bare(
        &mut self,
        [subject, beside]: [Subject; 2],
        path: &str,
        requests: &[Request],
    ) -> Outcome<()> {
        let usual = self.add_operation(subject, requests)?;
        let (workers, folder) = (self.ground.arguments.workers, self.ground.folder);
        let (process, address) = bare::start(path, &usual, workers, folder)?;
        let length = Some(usual.body.len());
        let source = Source::Cycle(requests.to_vec());
        let load = Arc::new(Load { length, ..self.ground.load(address, source) });
        self.add(beside, BareHandler { load, process });
        Ok(())
    }

    /// pgbench reading one row by primary key, if it is installed.
    pub(super) fn add_select(&mut self, subject: Subject) -> Outcome<()> {
        let Some(pgbench) = &self.ground.pgbench else { return Ok(()) };
        let database_url = self.ground.yardstick(pgbench)?;
        let what = vec!["--select-only".to_owned()];
        self.add_pgbench(subject, database_url, what, TIMED_SELECTS);
        Ok(())
    }

    /// pgbench running a script on the service's database, if it is installed.
    pub(super) fn add_script(&mut self, subject: Subject, database_url: &str, what: Vec<String>) {
        self.add_pgbench(subject, database_url.to_owned(), what, 1.0);
    }

    fn add_pgbench(
        &mut self,
        subject: Subject,
        database_url: String,
        what: Vec<String>,
        timed_part: f64,
    ) {
        let Some(pgbench) = self.ground.pgbench.clone() else { return };
        let processes = Processes { server: None, database: Some(self.ground.database) };
        self.add(subject, UnderPgbench { pgbench, processes, database_url, what, timed_part });
    }

    /// Has them take turns.
    pub(super) fn take(mut self) -> Outcome<Results> {
        let results = self.ground.take_turns(&mut self.all);
        results.map_err(|failure| self.service.explain(failure))
    }
}
