//! Verification of keys each of which is asked about a single time.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use super::findings::{Comparison, Findings};
use super::side_by_side::SideBySide;
use crate::contender::OverHttp;
use crate::failure::Outcome;
use crate::figures::{Figure, Subject};
use crate::ground::Ground;
use crate::load::Pick;
use crate::verdict::Bound;

const INTROSPECT: Subject = Subject("POST /api/v1/introspect, each API key once");
const SELECT: Subject = Subject("pgbench, one row by primary key");

const ROWS: [Comparison; 1] = [Comparison {
    name: "introspect, cold, beside pgbench selecting one row by primary key: requests/s",
    subject: INTROSPECT,
    beside: SELECT,
    wanted: &[(Figure::Rate, Bound::AtLeast(0.50))],
}];

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let many = ground.many(ground.arguments.most_keys)?;
    let service = ground.serve(&many.place, &[super::growth::ROOM])?;
    let load = many.load(ground, &service, Pick::Once(AtomicUsize::new(0)))?;
    let mut contenders = SideBySide::of(ground, &service);
    let processes = ground.processes(&service);
    contenders.add(INTROSPECT, OverHttp { load: Arc::new(load), processes });
    contenders.add_select(SELECT)?;
    let results = contenders.take()?;
    Ok(Findings::of_turns(&results, &ROWS, &[INTROSPECT, SELECT]))
}
