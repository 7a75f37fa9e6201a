//! Logins beside argon2 alone, and verification during a storm of them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::findings::{Comparison, Findings};
use super::side_by_side::SideBySide;
use crate::contender::{DuringStorm, HashingAlone, OverHttp};
use crate::failure::{Outcome, While as _};
use crate::figures::{Figure, Subject, median};
use crate::ground::Ground;
use crate::http::{self, Request};
use crate::load::{Load, Source};
use crate::others::Ours;
use crate::population::{PASSWORD, Population, log_in_from, people};
use crate::table::Table;
use crate::verdict::{Bound, Part, Unit};

const LOG_IN: Subject = Subject("POST /api/v1/auth/login, 100 connections");
const HASH: Subject = Subject("argon2 alone, on all cores");
const QUIET: Subject = Subject("introspect, 4 connections, quiet");
const STORM: Subject = Subject("introspect, 4 connections, during the logins");

const ROWS: [Comparison; 2] = [
    Comparison {
        name: "logins/s beside argon2 alone on all cores",
        subject: LOG_IN,
        beside: HASH,
        wanted: &[(Figure::Rate, Bound::AtLeast(0.85))],
    },
    Comparison {
        name: "verification during a storm of logins beside the quiet one: requests/s; its p99",
        subject: STORM,
        beside: QUIET,
        wanted: &[(Figure::Rate, Bound::AtLeast(0.4))],
    },
];
const P99_IN_STORM: Bound = Bound::AtMost(0.015);

const PEOPLE: u32 = 100;
const VERIFYING: u32 = 4;

/// What people who come at once from addresses of their own don't meet, and one who plays them all would. Each has an address,
/// which this machine tells as a proxy.
const SETTINGS: [(&str, &str); 3] = [
    ("TENANTRY_SERVER__TRUSTED_PROXIES", "127.0.0.1/32"),
    ("TENANTRY_LIMITS__SIGN_UPS", "1000000"),
    ("TENANTRY_LIMITS__WRONG_PASSWORDS", "1000000"),
];

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let place = ground.place("logins")?;
    let service = ground.serve(&place, &SETTINGS)?;
    let mut population = Population::sign_up(service.address, ground.arguments.connections)?;
    let keys = population.keys(ground.arguments.keys)?;
    let asker = service.service_credential()?;
    people(service.address, PEOPLE)?;
    ground.psql.execute(&place.url, "VACUUM (ANALYZE);")?;

    let log_ins: Vec<Request> = (0..PEOPLE).map(log_in_from).collect();
    let log_ins = Load {
        connections: PEOPLE,
        // They cost the machine little, and each thread more would be one more in line for its cores.
        threads: 1,
        // Whoever would wait for more than some seconds is sent away.
        refusal: Some(503),
        ..ground.load(service.address, Source::Cycle(log_ins))
    };
    let introspect =
        |key: &String| http::post_form("/api/v1/introspect", Some(&asker), "token", key);
    let first = keys.first().map(introspect).when("find a key")?;
    let length = Some(http::ask_once(service.address, &first, 200)?.body.len());
    let requests = keys.iter().map(introspect).collect();
    let verification = Load {
        connections: VERIFYING,
        threads: 1,
        length,
        ..ground.load(service.address, Source::Cycle(requests))
    };
    let (log_ins, verification) = (Arc::new(log_ins), Arc::new(verification));
    let operation = |load: &Arc<Load>| OverHttp {
        load: Arc::clone(load),
        processes: ground.processes(&service),
    };
    let during = Rc::new(RefCell::new(Vec::new()));
    let mut contenders = SideBySide::of(ground, &service);
    contenders.add(LOG_IN, operation(&log_ins));
    contenders.add(HASH, HashingAlone::new(PASSWORD)?);
    contenders.add(QUIET, operation(&verification));
    let storm = DuringStorm {
        storm: Arc::clone(&log_ins),
        operation: operation(&verification),
        rates: Rc::clone(&during),
    };
    contenders.add(STORM, storm);
    let results = contenders.take()?;
    let mut findings = Findings::of_turns(&results, &ROWS, &[LOG_IN, HASH, QUIET, STORM]);
    let p99 = results.get(STORM).and_then(|samples| median(samples, |sample| Some(sample.p99)));
    if let Some(last) = findings.verdicts.last_mut() {
        last.parts.push(Part { reached: p99, wanted: P99_IN_STORM, unit: Unit::Milliseconds });
    }
    let mut table = Table::new(&["logins/s that were done during verification, turn by turn"]);
    // The first turn does not count.
    for rate in during.borrow().iter().skip(1) {
        table.add(vec![format!("{rate:.1}")]);
    }
    findings.tables.push(table.text());
    let rate =
        results.get(LOG_IN).and_then(|samples| median(samples, |sample| Some(sample.per_second)));
    Ok(Findings { ours: Ours { logins: rate, ..Ours::default() }, ..findings })
}
