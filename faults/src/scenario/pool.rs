//! All of a node's connections to PostgreSQL are taken by requests that wait for a lock, and more requests want one.

use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::bystander::served_again;
use crate::database::rows;
use crate::failure::{Outcome, While as _};
use crate::finding::{Finding, shown, slower};
use crate::ground::Ground;
use crate::http::{Client, Reply, get};
use crate::ledger::Kind;

const SECOND: Duration = Duration::from_secs(1);
const ROUNDS: u32 = 5;
/// The connections that a node has, and how many requests want one.
const POOL: usize = 10;
const TAKERS: usize = 30;
/// Until all connections are taken.
const TAKING: Duration = Duration::from_millis(300);
/// Until the lock is let go: shorter than a node waits for an answer of PostgreSQL, so that no connection is free before.
const HELD: Duration = Duration::from_millis(1600);
const PAUSE: Duration = Duration::from_millis(50);
/// What every creation of an API key waits for.
const LOCK: &str = "BEGIN; LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE";

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let size = POOL.to_string();
    let ground = Ground::lay(arguments, 1, &[("database.pool_size", &size)]).await?;
    let locker = ground.database.connect().await?;
    let mut seen = Seen::default();
    let mut again = Some(Duration::ZERO);
    for _ in 0..ROUNDS {
        rows(&locker, LOCK).await?;
        let begun = Instant::now();
        let takers = take(&ground)?;
        sleep(TAKING).await;
        seen.look(&ground).await?;
        sleep(HELD.saturating_sub(begun.elapsed())).await;
        rows(&locker, "ROLLBACK").await?;
        let freed = Instant::now();
        for taker in takers {
            seen.count(&taker.await.when("wait for the pool")?);
        }
        again = slower(again, served_again(&ground, freed).await?);
    }
    let Seen { made, refused, other, worst, looks, alive, slowest, ready } = seen;
    Ok(vec![
        Finding::told(
            "pool taken: requests that want it, done once it is free · 503 · other",
            format!("{made} · {refused} · {other}"),
        ),
        Finding::new(
            "pool taken: some got 503, and nothing else",
            refused,
            "> 0",
            refused > 0 && other == 0,
        ),
        Finding::within("pool taken: the slowest 503", Some(worst), SECOND),
        Finding::new(
            "pool taken: /healthz well, the slowest",
            format!("{alive} of {looks}, {}", shown(slowest)),
            "all",
            alive == looks,
        ),
        Finding::most("pool taken: /readyz well", ready, 0),
        Finding::within("pool free: until both nodes serve, the slowest", again, 5 * SECOND),
        Finding::none_of("pool taken: panics and failures in the nodes' logs", &ground.errors()),
    ])
}

/// More requests than there are connections, at the same time.
fn take(ground: &Ground) -> Outcome<Vec<JoinHandle<Reply>>> {
    let (address, request) = (ground.first()?.address, ground.person()?.makes(Kind::ApiKey));
    let take = |_| {
        let request = request.clone();
        tokio::spawn(async move { Client::of(address).ask(&request).await })
    };
    Ok((0..TAKERS).map(take).collect())
}

#[derive(Default)]
struct Seen {
    made: u64,
    refused: u64,
    other: u64,
    /// The slowest refusal.
    worst: Duration,
    looks: u64,
    alive: u64,
    slowest: Duration,
    ready: u64,
}

impl Seen {
    /// Looks at the node's health until whoever looks whether it is ready has their answer.
    async fn look(&mut self, ground: &Ground) -> Outcome<()> {
        let node = ground.first()?;
        let mut client = Client::of(node.address);
        let ready = node.is_ready();
        tokio::pin!(ready);
        loop {
            let asked = Instant::now();
            self.alive += u64::from(client.ask(&get("/healthz", "")).await.is(200));
            self.slowest = self.slowest.max(asked.elapsed());
            self.looks += 1;
            tokio::select! {
                ready = &mut ready => {
                    self.ready += u64::from(ready);
                    return Ok(());
                }
                () = sleep(PAUSE) => {}
            }
        }
    }

    fn count(&mut self, reply: &Reply) {
        match reply {
            Reply::Answer(answer) if answer.status == 503 => {
                self.refused += 1;
                self.worst = self.worst.max(answer.took);
            }
            reply if reply.is(201) => self.made += 1,
            _ => self.other += 1,
        }
    }
}
