//! Hundreds sign in at once, beside other services that introspect.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::failure::{Outcome, While as _};
use crate::finding::{Finding, percentile, shown};
use crate::ground::Ground;
use crate::http::{Client, Reply, Request};
use crate::ledger::Kind;
use crate::load::{How, Verdict, ask_about, verdict};
use crate::node::Node;
use crate::person::sign_in;

const QUIET: Duration = Duration::from_secs(5);
const STORMS: u32 = 3;
const ACCOUNTS: u32 = 100;
const ASKERS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(2);
const LOOK: Duration = Duration::from_millis(20);
/// What hashing may take for itself: a few times what one hash takes for each core, and far from 500 times.
const ROOM: u64 = 160;

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let ground = Ground::lay(arguments, ACCOUNTS, &[]).await?;
    let node = ground.first()?;
    let mut client = Client::of(node.address);
    let made = client.ask(&ground.person()?.makes(Kind::ApiKey)).await.expect(201)?;
    let (_, secret) = Kind::ApiKey.given(&made)?;
    let question = ask_about(How::Introspect, &ground.gateway, &secret);
    // Everything is warm, also what hashes.
    client.ask(&sign_in(&ground.person()?.email)).await.expect(200)?;
    client.ask(&question).await.expect(200)?;

    let asking = Asking::begin(node.address, &question);
    sleep(QUIET).await;
    let mut quiet = asking.end().await?;
    let before = node.memory()?;
    let (mut storm, mut statuses, mut peak) = (Vec::new(), BTreeMap::new(), before);
    let mut slowest = Duration::ZERO;
    for _ in 0..STORMS {
        let asking = Asking::begin(node.address, &question);
        let coming = come(&ground, arguments.sign_ins);
        let mut replies = peak_until(node, &mut peak, coming).await?;
        storm.append(&mut asking.end().await?);
        for reply in replies.drain(..) {
            let status = match reply {
                Reply::Answer(answer) => {
                    slowest = slowest.max(answer.took);
                    answer.status.to_string()
                }
                Reply::Unreached => "unreached".to_owned(),
                Reply::Lost(_) => "lost".to_owned(),
            };
            *statuses.entry(status).or_insert(0_u32) += 1;
        }
    }
    sleep(Duration::from_secs(1)).await;
    let after = node.memory()?;
    let odd =
        statuses.iter().filter(|(status, _)| !["200", "429", "503"].contains(&status.as_str()));
    let odd: u32 = odd.map(|(_, count)| count).sum();
    let told: Vec<_> =
        statuses.iter().map(|(status, count)| format!("{status}: {count}")).collect();
    quiet.sort_unstable();
    storm.sort_unstable();
    let p99 = |times: &[Duration]| percentile(times, 99).when("find a p99");
    let (calm, wild) = (p99(&quiet)?, p99(&storm)?);
    let half = |times: &[Duration]| percentile(times, 50).map_or_else(|| "–".to_owned(), shown);
    Ok(vec![
        Finding::told(
            &format!("{STORMS} storms of {} sign-ins, by status", arguments.sign_ins),
            told.join(" · "),
        ),
        Finding::told("the slowest answer to a sign-in", shown(slowest)),
        Finding::most("sign-ins neither done nor told to come again (429, 503)", u64::from(odd), 0),
        Finding::told(
            "introspection quiet: answers · p50 · p99",
            format!("{} · {} · {}", quiet.len(), half(&quiet), shown(calm)),
        ),
        Finding::told(
            "introspection in the storm: answers · p50",
            format!("{} · {}", storm.len(), half(&storm)),
        ),
        Finding::within(
            "introspection in the storm: p99, of twice the quiet one",
            Some(wild),
            2 * calm,
        ),
        Finding::told("memory before · at most, MiB", format!("{before} · {peak}")),
        Finding::most("memory at most, MiB", peak, before + ROOM),
        Finding::most("memory afterwards, MiB", after, before + ROOM),
        Finding::none_of("panics and failures in the nodes' logs", &ground.errors()),
    ])
}

/// All sign in at the same moment, each over a connection of their own.
fn come(ground: &Ground, count: u32) -> Vec<JoinHandle<Reply>> {
    let all = Arc::new(Barrier::new(usize::try_from(count).unwrap_or(1)));
    let addresses = ground.nodes.first().map(|node| node.address).into_iter().cycle();
    let requests = ground.people.iter().map(|person| sign_in(&person.email)).cycle();
    (0..count)
        .zip(addresses.zip(requests))
        .map(|(_, (address, request))| {
            let all = Arc::clone(&all);
            tokio::spawn(async move {
                all.wait().await;
                Client::of(address).ask(&request).await
            })
        })
        .collect()
}

/// Waits for all of them, and looks at the node's memory meanwhile.
async fn peak_until(
    node: &Node,
    peak: &mut u64,
    coming: Vec<JoinHandle<Reply>>,
) -> Outcome<Vec<Reply>> {
    while !coming.iter().all(JoinHandle::is_finished) {
        *peak = node.memory()?.max(*peak);
        sleep(LOOK).await;
    }
    let mut replies = Vec::with_capacity(coming.len());
    for one in coming {
        replies.push(one.await.when("sign in")?);
    }
    Ok(replies)
}

/// Services that ask at a steady pace.
struct Asking {
    is_over: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<Outcome<Vec<Duration>>>>,
}

impl Asking {
    fn begin(address: SocketAddr, question: &Request) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ask = |_| {
            let (is_over, question) = (Arc::clone(&is_over), question.clone());
            tokio::spawn(async move {
                let (mut client, mut times) = (Client::of(address), Vec::new());
                while !is_over.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    let answer = client.ask(&question).await.expect(200)?;
                    times.push(begun.elapsed());
                    if verdict(How::Introspect, &answer) != Verdict::Valid {
                        return Err(crate::failure::Failure::new(answer.told()));
                    }
                    sleep(PAUSE).await;
                }
                Ok(times)
            })
        };
        let tasks = (0..ASKERS).map(ask).collect();
        Self { is_over, tasks }
    }

    async fn end(self) -> Outcome<Vec<Duration>> {
        self.is_over.store(true, Ordering::Relaxed);
        let mut times = Vec::new();
        for task in self.tasks {
            times.append(&mut task.await.when("introspect")??);
        }
        Ok(times)
    }
}
