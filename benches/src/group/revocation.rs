//! Revocation at one node, until another one refuses the credential.

mod trial;

use std::thread;
use std::time::Duration;

use super::findings::Findings;
use crate::failure::{Failure, Outcome, While as _};
use crate::ground::{Ground, ManyKeys};
use crate::latency::percentile;
use crate::random::Random;
use crate::report::time;
use crate::table::Table;
use crate::verdict::{Bound, Part, Unit, Verdict};
use trial::{Delay, Nodes};

const P99: Bound = Bound::AtMost(0.050);
const WORST: Bound = Bound::AtMost(1.0);

const CUT_NOTIFICATIONS: &str = include_str!("../../sql/cut_notifications.sql");
const NOTIFYING: &str = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%pg_notify%';";

/// A node looks for changes in even steps: whoever revoked right after the last trial would always come at the same moment of a step.
const PAUSES_BELOW: usize = 300;

/// From sending the revocation to one node, and from its answer, until the answer of the other that refuses.
struct Delays {
    from_sending: Vec<Duration>,
    from_answer: Vec<Duration>,
}

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let trials = ground.arguments.trials;
    let many = ground.lay_in("revocation", trials * 2)?;
    let one = ground.serve(&many.place, &[])?;
    let other = ground.serve(&many.place, &[])?;
    let mut nodes = Nodes::connect(one.address, other.address)?;
    let explained = |failure: Failure| other.explain(one.explain(failure));
    let mut keys = many.keys.iter();
    let mut run = |name: &str| {
        let turn = keys.by_ref().take(usize::try_from(trials).when("count trials")?);
        revoke_all(ground, &many, &mut nodes, turn, name)
    };
    let told = run("with notifications").map_err(explained)?;
    ground.psql.execute(&many.place.url, CUT_NOTIFICATIONS)?;
    if ground.psql.ask(&many.place.url, NOTIFYING)? != "0" {
        return Err(Failure::new("notifications are still sent"));
    }
    let untold = run("without notifications").map_err(explained)?;

    let verdicts = vec![
        verdict("revocation until the other node refuses: p99, worst", &told.from_sending),
        verdict("the same with notifications cut: p99, worst", &untold.from_sending),
    ];
    let mut table = Table::new(&["delay", "trials", "p50", "p90", "p99", "worst"]);
    for (name, delays) in [
        ("notified, from sending the revocation", &told.from_sending),
        ("notified, from its answer", &told.from_answer),
        ("notifications cut, from sending the revocation", &untold.from_sending),
        ("notifications cut, from its answer", &untold.from_answer),
    ] {
        let cells = [50, 90, 99, 100].map(|per_cent| time(seconds(delays, per_cent)));
        let head = [name.to_owned(), delays.len().to_string()];
        table.add(head.into_iter().chain(cells).collect());
    }
    Ok(Findings { verdicts, tables: vec![table.text()], ..Findings::default() })
}

fn verdict(figure: &str, delays: &[Duration]) -> Verdict {
    let part = |per_cent, wanted| Part {
        reached: seconds(delays, per_cent),
        wanted,
        unit: Unit::Milliseconds,
    };
    Verdict { figure: figure.to_owned(), parts: vec![part(99, P99), part(100, WORST)] }
}

fn seconds(sorted: &[Duration], per_cent: usize) -> Option<f64> {
    percentile(sorted, per_cent).map(|delay| delay.as_secs_f64())
}

fn revoke_all<'k>(
    ground: &Ground<'_>,
    many: &ManyKeys,
    nodes: &mut Nodes,
    keys: impl Iterator<Item = &'k str>,
    name: &str,
) -> Outcome<Delays> {
    let mut random = Random::of(1);
    let mut delays = Delays { from_sending: Vec::new(), from_answer: Vec::new() };
    eprintln!("revoking {name}");
    for key in keys {
        ground.interruption.check()?;
        let pause = u64::try_from(random.below(PAUSES_BELOW)).unwrap_or_default();
        thread::sleep(Duration::from_millis(pause));
        let Delay { from_sending, from_answer } = nodes.revoke(&many.asker, key)?;
        delays.from_sending.push(from_sending);
        delays.from_answer.push(from_answer);
    }
    delays.from_sending.sort_unstable();
    delays.from_answer.sort_unstable();
    Ok(delays)
}
