//! Everybody who takes part, made ready.

use std::rc::Rc;
use std::sync::{Arc, Mutex};

use super::ground::Ground;
use crate::bare;
use crate::contender::{BareHandler, Contender, KeyCreation, OverHttp, Processes, UnderPgbench};
use crate::failure::{Outcome, While as _};
use crate::figures::Subject;
use crate::http::{self, Request};
use crate::load::{Load, Source};
use crate::pgbench::Pgbench;
use crate::population::{KEYS_PER_PROJECT, Population};
use crate::rounds;
use crate::scripts;

/// One in ten selects is plenty, where there are tens of thousands, and keeps the log from costing anything.
const TIMED_SELECTS: f64 = 0.1;

/// Everybody, in the order in which they take turns.
#[derive(Default)]
pub(super) struct Contenders {
    pub(super) all: Vec<(Subject, Box<dyn Contender>)>,
}

impl Contenders {
    pub(super) fn gather(ground: &Ground<'_>) -> Outcome<Self> {
        let address = ground.service.address;
        let mut population = Population::sign_up(address, ground.arguments.connections)?;
        let asker = ground.service.service_credential()?;
        let keys = population.keys(ground.arguments.keys)?;
        let path = "/api/v1/introspect";
        let requests: Vec<Request> =
            keys.iter().map(|key| http::post_form(path, &asker, "token", key)).collect();
        let mut contenders = Self::default();
        contenders.add_pair(
            ground,
            [Subject::Introspect, Subject::IntrospectBare],
            path,
            &requests,
        )?;
        let path = "/api/v1/users/me";
        let requests = [http::get(path, &population.access_token)];
        contenders.add_pair(ground, [Subject::ReadMe, Subject::ReadMeBare], path, &requests)?;
        contenders.add_key_creation(ground, population.clone());
        if let Some(pgbench) = &ground.pgbench {
            contenders.add_transactions(ground, pgbench, &population)?;
        }
        Ok(contenders)
    }

    /// An operation of the service, and the bare handler that is sent the same bytes and answers with the same.
    fn add_pair(
        &mut self,
        ground: &Ground<'_>,
        [subject, beside]: [Subject; 2],
        path: &str,
        requests: &[Request],
    ) -> Outcome<()> {
        let first = requests.first().when("find a request to send")?;
        let usual = http::ask_once(ground.service.address, first, 200)?;
        let length = Some(usual.body.len());
        let (process, address) =
            bare::start(path, &usual, ground.arguments.workers, ground.folder)?;
        let load = |address| Load {
            source: Source::Cycle(requests.to_vec()),
            length,
            ..ground.load(address, 200)
        };
        let (ours, theirs) = (load(ground.service.address), load(address));
        self.add(subject, OverHttp { load: Arc::new(ours), processes: ground.processes() });
        self.add(beside, BareHandler { load: Arc::new(theirs), process });
        Ok(())
    }

    fn add_key_creation(&mut self, ground: &Ground<'_>, population: Population) {
        let source = Source::Stock { requests: Mutex::default(), times: KEYS_PER_PROJECT };
        let load = Load { source, ..ground.load(ground.service.address, 201) };
        let operation = OverHttp { load: Arc::new(load), processes: ground.processes() };
        self.add(Subject::CreateKey, KeyCreation { operation, population });
    }

    fn add_transactions(
        &mut self,
        ground: &Ground<'_>,
        pgbench: &Rc<Pgbench>,
        population: &Population,
    ) -> Outcome<()> {
        let turns = rounds::turns(ground.arguments.rounds);
        let url = ground.service_url();
        let create =
            scripts::key_creation(pgbench, &url, population, turns, ground.arguments.seconds)?;
        let yardstick = ground.yardstick_url();
        pgbench.initialize(&yardstick)?;
        for (subject, database_url, what, timed_part) in [
            (Subject::CreateKeySql, url, create, 1.0),
            (Subject::SelectRow, yardstick, vec!["--select-only".to_owned()], TIMED_SELECTS),
        ] {
            let processes = Processes { server: None, ..ground.processes() };
            let pgbench = pgbench.clone();
            self.add(subject, UnderPgbench { pgbench, processes, database_url, what, timed_part });
        }
        Ok(())
    }

    fn add(&mut self, subject: Subject, contender: impl Contender + 'static) {
        self.all.push((subject, Box::new(contender)));
    }
}
