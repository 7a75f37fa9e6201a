//! PostgreSQL dies without warning, while nodes are at work, and is started again; then all its connections are ended.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::bystander::served_again;
use crate::comparison::compare;
use crate::failure::Outcome;
use crate::finding::{Finding, slower};
use crate::ground::Ground;
use crate::load::Load;

const AGAIN: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(3);
const WORK: Duration = Duration::from_millis(700);
const TERMINATE: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()";

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let mut ground = Ground::lay(arguments, 4, &[]).await?;
    let load = Load::begin(&ground, 4);
    sleep(WORK).await;
    load.crew.tally.take_worst();
    let mut after_kill = Some(Duration::ZERO);
    for _ in 0..arguments.kills {
        let back = ground.database.kill_and_start()?;
        after_kill = slower(after_kill, served_again(&ground, back).await?);
        sleep(WORK).await;
    }
    let mut after_end = Some(Duration::ZERO);
    for _ in 0..arguments.kills {
        ground.database.sql(TERMINATE).await?;
        after_end = slower(after_end, served_again(&ground, Instant::now()).await?);
        sleep(WORK).await;
    }
    let crew = load.end().await?;
    let tally = &crew.tally;
    let answered = tally.answered.load(Ordering::Relaxed);
    let refused = tally.refused.load(Ordering::Relaxed);
    let lost = tally.lost.load(Ordering::Relaxed);
    let worst = tally.take_worst();
    let mut found = vec![
        Finding::told(
            "kills of PostgreSQL · ends of all its connections",
            format!("{0} · {0}", arguments.kills),
        ),
        Finding::told("requests answered, of these with 503", format!("{answered}, {refused}")),
        Finding::most("requests that were sent and not answered", lost, 0),
        Finding::within("the slowest answer", Some(worst.took), ANSWER),
        Finding::told("which was to", worst.what),
        Finding::within(
            "from PostgreSQL's return until both nodes serve, the slowest",
            after_kill,
            AGAIN,
        ),
        Finding::within(
            "from the end of all connections until both nodes serve, the slowest",
            after_end,
            AGAIN,
        ),
    ];
    found.append(&mut compare(&ground, &crew).await?);
    Ok(found)
}
