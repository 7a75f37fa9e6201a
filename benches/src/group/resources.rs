//! How long a service takes to start, and how much memory it has then and with many keys.

use std::thread;
use std::time::Duration;

use super::findings::Findings;
use crate::failure::{Outcome, While as _};
use crate::figures::Spread;
use crate::ground::Ground;
use crate::report;
use crate::resident::{self, Resident};
use crate::table::Table;
use crate::verdict::{Bound, Part, Unit, Verdict};

const AT_REST: Bound = Bound::AtMost(40e6);
const WITH_MANY: Bound = Bound::AtMost(300e6);
const START: Bound = Bound::AtMost(0.150);

/// Until uses that were counted are written and what is done now and then was done.
const SETTLING: Duration = Duration::from_secs(3);

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let place = ground.place("resources")?;
    // The first start brings the schema up to date.
    drop(ground.serve(&place, &[])?);
    let (mut starts, mut at_rest) = (Vec::new(), Vec::new());
    for _ in 0..ground.arguments.starts {
        let service = ground.serve(&place, &[])?;
        starts.push(service.started_in.as_secs_f64());
        at_rest.push(resident::of_process(service.pid())?);
    }
    let all = Spread::of(at_rest.iter().map(|resident| resident.all)).when("measure memory")?;
    let anonymous = Spread::of(at_rest.iter().map(|resident| resident.anonymous));
    let at_rest = Resident { all: all.median, anonymous: anonymous.when("measure memory")?.median };

    let count = ground.arguments.most_keys;
    let many = ground.many(count)?;
    let service = ground.serve(&many.place, &[super::growth::ROOM])?;
    many.ask_about_all(ground, &service)?;
    thread::sleep(SETTLING);
    let with_many = resident::of_process(service.pid())?;

    let start = Spread::of(starts.into_iter()).when("time a start")?;
    let part = |reached, wanted, unit| Part { reached: Some(reached), wanted, unit };
    let verdicts = vec![
        Verdict {
            figure: format!("memory at rest · with {count} keys in memory"),
            parts: vec![
                part(at_rest.all, AT_REST, Unit::Megabytes),
                part(with_many.all, WITH_MANY, Unit::Megabytes),
            ],
        },
        Verdict {
            figure: "start to /readyz with the database there and migrated".to_owned(),
            parts: vec![part(start.median, START, Unit::Milliseconds)],
        },
    ];
    Ok(Findings {
        verdicts,
        tables: vec![memory(at_rest, with_many, count), starting(start)],
        ..Findings::default()
    })
}

fn memory(at_rest: Resident, with_many: Resident, count: u32) -> String {
    let mut table = Table::new(&["memory", "VmRSS, MB", "RssAnon, MB"]);
    let names = ["just started".to_owned(), format!("{count} keys in memory")];
    for (name, resident) in names.into_iter().zip([at_rest, with_many]) {
        let megabytes = |bytes: f64| format!("{:.1}", bytes / 1e6);
        table.add(vec![name, megabytes(resident.all), megabytes(resident.anonymous)]);
    }
    let each = (with_many.all - at_rest.all) / f64::from(count);
    table.add(vec!["bytes a key".to_owned(), format!("{each:.0}"), String::new()]);
    table.text()
}

fn starting(start: Spread) -> String {
    let mut table = Table::new(&["start to /readyz", "median", "least", "greatest"]);
    let cells = [start.median, start.least, start.greatest];
    let cells = cells.map(|seconds| report::time(Some(seconds)));
    table.add(["from exec to the first 200".to_owned()].into_iter().chain(cells).collect());
    table.text()
}
