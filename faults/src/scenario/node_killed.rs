//! A node dies without warning, while both are at work; it is started again, and dies again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::comparison::compare;
use crate::failure::{Outcome, While as _};
use crate::finding::Finding;
use crate::ground::Ground;
use crate::load::Load;

const AGAIN: Duration = Duration::from_secs(2);
/// Between one thing that happens and the next.
const WORK: Duration = Duration::from_millis(700);

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let mut ground = Ground::lay(arguments, 4, &[]).await?;
    let load = Load::begin(&ground, 4);
    sleep(WORK).await;
    let mut worst = Duration::ZERO;
    for number in 0..arguments.kills {
        let which = usize::from(number % 2 == 1);
        let node = ground.nodes.get_mut(which).when("find a node")?;
        node.kill()?;
        sleep(WORK * (number % 3) / 3).await;
        worst = worst.max(node.start().await?);
        sleep(WORK).await;
    }
    let crew = load.end().await?;
    let tally = &crew.tally;
    let answered = tally.answered.load(Ordering::Relaxed);
    let lost = tally.lost.load(Ordering::Relaxed);
    let mut found = vec![
        Finding::told("kills of a node", arguments.kills),
        Finding::told("requests answered · cut off by a kill", format!("{answered} · {lost}")),
        Finding::within("from its start until it is ready, the slowest", Some(worst), AGAIN),
    ];
    found.append(&mut compare(&ground, &crew).await?);
    Ok(found)
}
