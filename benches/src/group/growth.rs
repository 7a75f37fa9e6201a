//! Verification of keys asked about at random, with more and more of them in the database and in memory.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::thread;
use std::time::{Duration, Instant};

use super::findings::{Comparison, Findings};
use crate::contender::{Contender, OverHttp};
use crate::failure::{Failure, Outcome, While as _};
use crate::figures::{Figure, Subject, median};
use crate::ground::{Ground, ManyKeys};
use crate::http;
use crate::load::{self, Load, Pick, Source};
use crate::plot::{self, Point};
use crate::service::Service;
use crate::verdict::Bound;

/// Memory for more keys than there are.
pub(super) const ROOM: (&str, &str) = ("TENANTRY_MEMORY__MEBIBYTES", "2048");

const STEPS: [(u32, Subject); 4] = [
    (1_000, Subject("POST /api/v1/introspect, 10^3 keys")),
    (10_000, Subject("POST /api/v1/introspect, 10^4 keys")),
    (100_000, Subject("POST /api/v1/introspect, 10^5 keys")),
    (1_000_000, Subject("POST /api/v1/introspect, 10^6 keys")),
];

const WANTED: &[(Figure, Bound)] =
    &[(Figure::Rate, Bound::AtLeast(0.95)), (Figure::P99, Bound::AtMost(1.2))];

const fn row(
    name: &'static str,
    subject: Subject,
    wanted: &'static [(Figure, Bound)],
) -> Comparison {
    let [(_, beside), ..] = STEPS;
    Comparison { name, subject, beside, wanted }
}

const ROWS: [Comparison; 3] = {
    let [_, (_, fourth), (_, fifth), (_, sixth)] = STEPS;
    [
        row("10^4 keys against 10^3", fourth, &[]),
        row("10^5 keys against 10^3", fifth, &[]),
        row("10^6 keys against 10^3, warm: requests/s, p99", sixth, WANTED),
    ]
};

/// How the answer about a good credential begins.
const ACTIVE: &[u8] = br#"{"active":true"#;
/// How long the service may take to tell what it remembers.
const TOLD_WITHIN: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(100);

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let mut services = Vec::new();
    let mut contenders: Vec<(Subject, Box<dyn Contender>)> = Vec::new();
    for (count, subject) in STEPS {
        if count > ground.arguments.most_keys {
            continue;
        }
        let many = ground.many(count)?;
        let service = ground.serve(&many.place, &[ROOM])?;
        many.ask_about_all(ground, &service)?;
        let load = Arc::new(many.load(ground, &service, Pick::AtRandom)?);
        let processes = ground.processes(&service);
        contenders.push((subject, Box::new(OverHttp { load, processes })));
        services.push(service);
    }
    let results = ground.take_turns(&mut contenders);
    let results = results.map_err(|failure| {
        services.iter().fold(failure, |failure, service| service.explain(failure))
    })?;
    if let Some(file) = &ground.arguments.plot {
        let points = STEPS.iter().filter_map(|&(count, subject)| {
            let samples = results.get(subject)?;
            let per_second = median(samples, |sample| Some(sample.per_second))?;
            Some(Point { count, per_second, p99: median(samples, |sample| Some(sample.p99))? })
        });
        let drawn = plot::growth(&points.collect::<Vec<_>>());
        fs::write(file, drawn).when(format!("write {}", file.display()))?;
    }
    Ok(Findings::of_turns(&results, &ROWS, &STEPS.map(|(_, subject)| subject)))
}

impl ManyKeys {
    /// Asking a service about these.
    pub(super) fn load(&self, ground: &Ground<'_>, service: &Service, pick: Pick) -> Outcome<Load> {
        let last = self.keys.iter().last().when("find a key to ask about")?;
        let request = http::post_form("/api/v1/introspect", Some(&self.asker), "token", last);
        let source = Source::Keys { request, keys: Arc::clone(&self.keys), pick };
        Ok(Load { beginning: ACTIVE, ..ground.load(service.address, source) })
    }

    /// Asks a service about each of these once, and makes sure that it remembers them all.
    pub(super) fn ask_about_all(&self, ground: &Ground<'_>, service: &Service) -> Outcome<()> {
        let count = self.keys.count();
        eprintln!("asking about {count} keys");
        let once = self.load(ground, service, Pick::Once(AtomicUsize::new(0)))?;
        load::exhaust(&Arc::new(once)).map_err(|failure| service.explain(failure))?;
        let asked = Instant::now();
        #[expect(clippy::cast_precision_loss, reason = "nobody has 2^52 keys")]
        let all = count as f64;
        loop {
            let remembered = service.remembered("api_key")?;
            if remembered >= all {
                return Ok(());
            }
            if asked.elapsed() > TOLD_WITHIN {
                return Err(Failure::new(format!("of {count} keys {remembered} are remembered")));
            }
            thread::sleep(POLL);
        }
    }
}
