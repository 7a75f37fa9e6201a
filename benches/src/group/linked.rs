//! Verification inside another process, which links `tenantry-verifier`: this one, on one core.

mod source;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::authentication::CredentialDirectory as _;
use tenantry_domain::credential::CredentialFormat;
use tenantry_domain::secret::SecretDigest;
use tenantry_verifier::{
    Capacity, Freshness, Ledger, RememberingCredentials, SystemMonotonicClock, Tail,
};
use tokio::runtime;

use super::findings::Findings;
use crate::failure::{Failure, Outcome, While as _};
use crate::figures::Spread;
use crate::ground::Ground;
use crate::keys::{BRAND, Keys};
use crate::table::Table;
use crate::verdict::{Bound, Part, Unit, Verdict};
use source::{Given, QuietLog};

const WANTED: Bound = Bound::AtLeast(5_000_000.0);

/// Nothing that is older is answered, as in the service.
const BOUND: Duration = Duration::from_secs(1);
/// How often the log is read, as by the service.
const POLL: Duration = Duration::from_millis(250);
const ROOM: Capacity = Capacity { bytes: 128 << 20, unknown: 65_536 };
/// How many things that changed are told apart, as by the service.
const CHANGES: usize = 200_000;

pub(super) fn measure(ground: &Ground<'_>) -> Outcome<Findings> {
    let keys = Keys::mint(ground.arguments.keys)?;
    let format = CredentialFormat::new(BRAND).when("spell credentials")?;
    let linked = Linked::new(&keys);
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.when("start a runtime")?;
    // On a thread of its own, as in a service: this one does nothing but ask.
    runtime.spawn(follow(Arc::clone(&linked.tail)));
    // Memory answers from the first reading on.
    runtime.block_on(linked.tail.catch_up(BOUND));
    let digests: Vec<SecretDigest> = keys.iter().map(SecretDigest::of).collect();
    let (mut by_text, mut by_digest) = (Vec::new(), Vec::new());
    for turn in 0..=ground.arguments.rounds {
        ground.interruption.check()?;
        let time = if turn == 0 { BOUND } else { ground.time() };
        let text = linked.rate(&runtime, time, &keys.iter(), |key| {
            format.recognise(key).map(|shown| shown.digest)
        })?;
        let digest = linked.rate(&runtime, time, &digests.iter(), |digest| Some(*digest))?;
        // The first turn fills memory.
        if turn > 0 {
            eprintln!(
                "round {turn} of {}: {text:>9.0}/s  inside this process",
                ground.arguments.rounds
            );
            by_text.push(text);
            by_digest.push(digest);
        }
    }
    linked.make_sure_that_memory_answered(digests.len())?;
    let [by_text, by_digest] = [by_text, by_digest].map(|rates| Spread::of(rates.into_iter()));
    let mut table = Table::new(&["one core, warm", "checks/s", "ns a check", "least", "greatest"]);
    for (name, rates) in [
        ("from the credential's text: spelling, SHA-256, memory", by_text),
        ("from its digest: memory alone", by_digest),
    ] {
        let Spread { least, median, greatest } = rates.when("measure")?;
        let whole = |figure: f64| format!("{figure:.0}");
        let row = [median, 1e9 / median, least, greatest].map(whole);
        table.add([name.to_owned()].into_iter().chain(row).collect());
    }
    let reached = by_text.map(|rates| rates.median);
    let part = Part { reached, wanted: WANTED, unit: Unit::MillionsPerSecond };
    let figure = "one credential checked inside another process, warm, on one core".to_owned();
    let verdicts = vec![Verdict { figure, parts: vec![part] }];
    Ok(Findings { verdicts, tables: vec![table.text()], ..Findings::default() })
}

/// What a service that links the verifier has.
struct Linked {
    directory: RememberingCredentials,
    tail: Arc<Tail<QuietLog>>,
}

impl Linked {
    fn new(keys: &Keys) -> Self {
        let clock = Arc::new(SystemMonotonicClock::start());
        let freshness = Arc::new(Freshness::new(clock, BOUND));
        let ledger = Arc::new(Ledger::new(CHANGES));
        let source = Arc::new(Given::of(keys));
        let directory = RememberingCredentials::new(source, ROOM, &ledger, &freshness);
        Self { directory, tail: Arc::new(Tail::new(QuietLog, ledger, freshness)) }
    }

    /// How many of these are checked in a second, one after the other and over and over.
    fn rate<'a, T: ?Sized + 'a>(
        &self,
        runtime: &runtime::Runtime,
        time: Duration,
        credentials: &(impl Iterator<Item = &'a T> + Clone),
        digest: impl Fn(&T) -> Option<SecretDigest>,
    ) -> Outcome<f64> {
        runtime.block_on(async {
            let begun = Instant::now();
            let mut checked = 0_u32;
            while begun.elapsed() < time {
                for credential in credentials.clone() {
                    let digest = digest(credential).when("recognise a credential")?;
                    let found = if let Some(recalled) = self.directory.recall_api_key(&digest) {
                        recalled
                    } else {
                        let found = self.directory.find_api_key(digest).await;
                        found.when("find a credential")?
                    };
                    if found.is_none_or(|facts| facts.fault.is_some()) {
                        return Err(Failure::new("a good credential was refused"));
                    }
                    checked += 1;
                }
            }
            Ok(f64::from(checked) / begun.elapsed().as_secs_f64())
        })
    }

    fn make_sure_that_memory_answered(&self, asked: usize) -> Outcome<()> {
        let counts = self.directory.counts();
        let keys = counts.iter().find(|(kind, _)| *kind == "api_key").map(|(_, counts)| counts);
        let misses = keys.when("find how often memory was of use")?.misses;
        // On a busy machine the log may not be read for more than a second, and then the source is asked for a moment.
        let most = u64::try_from(asked).when("count credentials")? * 100;
        if misses <= most {
            return Ok(());
        }
        Err(Failure::new(format!("memory did not know {misses} of them")))
    }
}

async fn follow(tail: Arc<Tail<QuietLog>>) {
    tail.run(POLL).await;
}
