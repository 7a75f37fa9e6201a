//! The load generator: a number of connections, each with one request on its way at all times.

mod source;

use std::net::SocketAddr;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime;
use tokio::time::timeout;

use crate::failure::{Failure, Outcome, While as _};
use crate::http::{Answer, Connection};
pub(crate) use source::{Pick, Source};

/// How long the last answers may take after the end.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long sending everything once may take.
const LONG: Duration = Duration::from_hours(1);

/// What is asked of whom, and what has to come back.
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) connections: u32,
    pub(crate) threads: u32,
    pub(crate) source: Source,
    pub(crate) status: u16,
    /// Where every answer has the same length, that one: an answer that says no is shorter.
    pub(crate) length: Option<usize>,
    /// Where answers have different lengths, how every one begins that says yes.
    pub(crate) beginning: &'static [u8],
    /// Where a busy server may refuse, with which status. Such an answer counts for nothing, and the next request follows at once.
    pub(crate) refusal: Option<u16>,
}

/// What a load came to.
pub(crate) struct Burst {
    /// How many requests were answered.
    pub(crate) count: f64,
    pub(crate) per_second: f64,
    /// The shortest first.
    pub(crate) latencies: Vec<Duration>,
}

/// What one thread did, and how long it took.
type Part = (Vec<Duration>, Duration);

/// Keeps the load up for this long.
pub(crate) fn run(load: &Arc<Load>, time: Duration) -> Outcome<Burst> {
    burst(load, Some(time))
}

/// Sends all that there is to send.
pub(crate) fn exhaust(load: &Arc<Load>) -> Outcome<Burst> {
    burst(load, None)
}

fn burst(load: &Arc<Load>, time: Option<Duration>) -> Outcome<Burst> {
    let threads = load.threads.min(load.connections);
    let all_connected = &Barrier::new(usize::try_from(threads).when("count threads")?);
    let parts: Vec<Outcome<Part>> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|thread| {
                let first = load.connections * thread / threads;
                let end = load.connections * (thread + 1) / threads;
                scope.spawn(move || part(load, first..end, time, all_connected))
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(Failure::new("a thread panicked"))))
            .collect()
    });
    let mut latencies = Vec::new();
    let mut elapsed = time.unwrap_or_default();
    for part in parts {
        let (mut some, took) = part?;
        latencies.append(&mut some);
        elapsed = elapsed.max(took);
    }
    latencies.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^52 requests")]
    let count = latencies.len() as f64;
    Ok(Burst { count, per_second: count / elapsed.as_secs_f64(), latencies })
}

fn part(
    load: &Arc<Load>,
    connections: std::ops::Range<u32>,
    time: Option<Duration>,
    all_connected: &Barrier,
) -> Outcome<Part> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().when("start a runtime");
    let opened = runtime.and_then(|runtime| {
        let opened = runtime.block_on(open(load.address, connections))?;
        Ok((runtime, opened))
    });
    // Whoever failed comes too, or the others would wait for ever.
    all_connected.wait();
    let (runtime, opened) = opened?;
    let begun = Instant::now();
    let end = time.map(|time| begun + time);
    let patience = time.unwrap_or(LONG) + PATIENCE;
    let latencies = runtime.block_on(async {
        let running: Vec<_> = opened
            .into_iter()
            .map(|(index, connection)| {
                tokio::spawn(keep_asking(load.clone(), index, connection, end))
            })
            .collect();
        let mut latencies = Vec::new();
        for connection in running {
            let ended = timeout(patience, connection).await;
            let asked = ended.when("get the last answer in time")?;
            latencies.append(&mut asked.when("finish a connection's task")??);
        }
        Ok(latencies)
    })?;
    Ok((latencies, begun.elapsed()))
}

async fn open(
    address: SocketAddr,
    indices: std::ops::Range<u32>,
) -> Outcome<Vec<(u32, Connection)>> {
    let mut opened = Vec::new();
    for index in indices {
        opened.push((index, Connection::open(address).await?));
    }
    Ok(opened)
}

async fn keep_asking(
    load: Arc<Load>,
    index: u32,
    mut connection: Connection,
    end: Option<Instant>,
) -> Outcome<Vec<Duration>> {
    let mut requests = load.source.for_connection(index, load.connections);
    let mut latencies = Vec::new();
    let mut begun = Instant::now();
    while end.is_none_or(|end| begun < end) {
        let Some(request) = requests.next()? else {
            // A rate over a shorter time than the others' would say nothing beside theirs.
            return match end {
                None => Ok(latencies),
                Some(_) => Err(Failure::new(
                    "the server was faster than what was laid in: take fewer --seconds, or more --most-keys",
                )),
            };
        };
        let answer = connection.ask(request).await?;
        let is_refused = load.refusal == Some(answer.status);
        if !is_refused {
            load.check(&answer)?;
        }
        let answered = Instant::now();
        if !is_refused {
            latencies.push(answered - begun);
        }
        begun = answered;
    }
    Ok(latencies)
}

impl Load {
    fn check(&self, answer: &Answer<'_>) -> Outcome<()> {
        answer.expect(self.status)?;
        let is_usual = self.length.is_none_or(|length| length == answer.body.len())
            && answer.body.starts_with(self.beginning);
        if !is_usual {
            let body = String::from_utf8_lossy(answer.body);
            return Err(Failure::new(format!("another answer than the usual one: {body}")));
        }
        Ok(())
    }
}
