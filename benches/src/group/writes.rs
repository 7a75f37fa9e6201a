//! Creation of API keys, by somebody who is signed in.

use std::sync::{Arc, Mutex};

use super::findings::{Comparison, Findings};
use super::side_by_side::SideBySide;
use crate::contender::{KeyCreation, OverHttp};
use crate::failure::Outcome;
use crate::figures::{Figure, Subject};
use crate::ground::Ground;
use crate::load::{Load, Source};
use crate::population::{KEYS_PER_PROJECT, Population};
use crate::rounds;
use crate::scripts;
use crate::verdict::Bound;

const CREATE: Subject = Subject("POST …/api-keys");
const CREATE_SQL: Subject = Subject("pgbench, SQL of key creation");

const ROWS: [Comparison; 1] = [Comparison {
    name: "API key creation beside pgbench of its SQL, audit row included: requests/s",
    subject: CREATE,
    beside: CREATE_SQL,
    wanted: &[(Figure::Rate, Bound::AtLeast(0.75))],
}];

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let place = ground.place("writes")?;
    let service = ground.serve(&place, &[])?;
    let population = Population::sign_up(service.address, ground.arguments.connections)?;
    let source = Source::Stock { requests: Mutex::default(), times: KEYS_PER_PROJECT };
    let load = Arc::new(Load { status: 201, ..ground.load(service.address, source) });
    let operation = OverHttp { load, processes: ground.processes(&service) };
    let mut contenders = SideBySide::of(ground, &service);
    contenders.add(CREATE, KeyCreation { operation, population: population.clone() });
    if let Some(pgbench) = &ground.pgbench {
        let turns = rounds::turns(ground.arguments.rounds);
        let seconds = ground.arguments.seconds;
        let what = scripts::key_creation(pgbench, &place.url, &population, turns, seconds)?;
        contenders.add_script(CREATE_SQL, &place.url, what);
    }
    let results = contenders.take()?;
    Ok(Findings::of_turns(&results, &ROWS, &[CREATE, CREATE_SQL]))
}
