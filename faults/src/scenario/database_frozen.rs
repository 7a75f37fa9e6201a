//! All processes of PostgreSQL stand still for a while, as behind a network that drops everything.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::bystander::served_again;
use crate::comparison::compare;
use crate::failure::Outcome;
use crate::finding::Finding;
use crate::ground::Ground;
use crate::http::{Client, get};
use crate::load::Load;

const ANSWER: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_secs(5);
const WORK: Duration = Duration::from_secs(3);
/// By so many descriptors two looks at a node that does the same may differ.
const ALLOWANCE: u64 = 8;

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let ground = Ground::lay(arguments, 4, &[]).await?;
    let load = Load::begin(&ground, 12);
    sleep(WORK).await;
    let before = descriptors(&ground)?;
    load.crew.tally.take_worst();
    let frozen = ground.database.freeze()?;
    load.crew.is_blind(Some(Instant::now()));
    let answered = load.crew.tally.answered.load(Ordering::Relaxed);
    let mut alive = 0;
    let mut ready = 0;
    let end = Instant::now() + Duration::from_secs(arguments.freeze);
    let mut during = before;
    while Instant::now() < end {
        sleep(Duration::from_secs(1)).await;
        during = during.max(descriptors(&ground)?);
        let mut client = Client::of(ground.first()?.address);
        alive += u32::from(client.ask(&get("/healthz", "")).await.is(200));
        ready += u32::from(client.ask(&get("/readyz", "")).await.is(200));
    }
    let answered = load.crew.tally.answered.load(Ordering::Relaxed) - answered;
    load.crew.is_blind(None);
    let worst = load.crew.tally.take_worst();
    let thawed = Instant::now();
    drop(frozen);
    let again = served_again(&ground, thawed).await?;
    sleep(WORK).await;
    let after = descriptors(&ground)?;
    let crew = load.end().await?;
    let lost = crew.tally.lost.load(Ordering::Relaxed);
    let mut found = vec![
        Finding::told(
            "answers within the frozen time",
            format!("{answered} in {} s", arguments.freeze),
        ),
        Finding::within("the slowest of them", Some(worst.took), ANSWER),
        Finding::told("which was to", worst.what),
        Finding::most("requests that were sent and not answered", lost, 0),
        Finding::new("/healthz well meanwhile", alive, "> 0", alive > 0),
        Finding::new("/readyz well meanwhile", ready, "0", ready == 0),
        Finding::told(
            "descriptors of both nodes before · at most meanwhile",
            format!("{before} · {during}"),
        ),
        Finding::most("descriptors afterwards", after, before + ALLOWANCE),
        Finding::within("from the thaw until both nodes serve", again, AGAIN),
    ];
    found.append(&mut compare(&ground, &crew).await?);
    Ok(found)
}

fn descriptors(ground: &Ground) -> Outcome<u64> {
    ground.nodes.iter().map(|node| node.descriptors()).sum()
}
