//! Nodes are replaced one by one under load, while the database is migrated: no request fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::comparison::compare;
use crate::failure::{Outcome, While as _};
use crate::finding::Finding;
use crate::ground::Ground;
use crate::load::Load;

const WORK: Duration = Duration::from_millis(500);
/// What requests at hand are given.
const DRAIN: Duration = Duration::from_secs(30);

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let mut ground = Ground::lay(arguments, 4, &[]).await?;
    let operator = ground.node("operator", &[])?;
    let connection = ground.database.connect().await?;
    let load = Load::begin_balanced(&ground, 8);
    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    // The command of this build, which finds nothing pending; and what the next one's migration does: it adds.
    let migrating = tokio::spawn(async move {
        let mut times = 0_u32;
        while !over.load(Ordering::Relaxed) {
            operator.run("migrate").await?;
            for table in ["api_keys", "sessions", "credentials"] {
                let add =
                    format!("ALTER TABLE {table} ADD COLUMN of_a_later_version_{times} integer");
                connection.batch_execute(&add).await.when("migrate")?;
            }
            times += 1;
            sleep(WORK).await;
        }
        Ok::<_, crate::failure::Failure>(times)
    });
    sleep(WORK).await;
    let (mut worst, mut unclean) = (Duration::ZERO, Vec::new());
    for _ in 0..arguments.rounds {
        for node in &mut ground.nodes {
            let (status, took) = node.stop().await?;
            worst = worst.max(took);
            if !status.success() {
                unclean.push(status.to_string());
            }
            node.start().await?;
            sleep(WORK).await;
        }
    }
    is_over.store(true, Ordering::Relaxed);
    let migrations = migrating.await.when("migrate")??;
    let crew = load.end().await?;
    let answered = crew.tally.answered.load(Ordering::Relaxed);
    let mut found = vec![
        Finding::told(
            "nodes replaced · migrations meanwhile · requests answered",
            format!("{} · {migrations} · {answered}", 2 * arguments.rounds),
        ),
        Finding::none_of("requests that failed", &crew.tally.unserved()),
        Finding::none_of("nodes that did not stop cleanly", &unclean),
        Finding::within("from SIGTERM to the end, the slowest", Some(worst), DRAIN),
    ];
    found.append(&mut compare(&ground, &crew).await?);
    Ok(found)
}
