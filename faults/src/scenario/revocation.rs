//! What is revoked at one node is refused at the other: how soon, also where no notification comes and where the connection that
//! listens is ended all the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::database::rows;
use crate::failure::{Failure, Outcome, While as _};
use crate::finding::{Finding, percentile, shown};
use crate::ground::Ground;
use crate::http::{Client, Reply};
use crate::ledger::Kind;
use crate::load::{How, Verdict, ask_about, verdict};
use crate::person::Person;

const BOUND: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_micros(500);
/// How many revocations are followed at a time.
const FOLLOWERS: u32 = 4;

const TRIGGER: &str = "SELECT pg_get_functiondef('tell_change'::regproc)";
const NOTIFY: &str = "PERFORM pg_notify('tenantry_changes', '');";
/// The connections by which nodes read the log of changes.
const END_LISTENERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
     WHERE query LIKE '%FROM (VALUES (1)) AS reading (one)%' AND pid <> pg_backend_pid()";

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let ground = Arc::new(Ground::lay(arguments, FOLLOWERS, &[]).await?);
    let mut found = findings("", follow(&ground, arguments.trials).await?);

    let source = ground.database.sql(TRIGGER).await?;
    let source = source.first().and_then(|row| row.first()).when("find the trigger")?;
    let silent = source.replace(NOTIFY, "");
    if silent == *source {
        return Err(Failure::new("the trigger notifies in other words than are known here"));
    }
    ground.database.sql(&silent).await?;
    found.append(&mut findings("no notification: ", follow(&ground, arguments.trials).await?));
    ground.database.sql(source).await?;

    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    let connection = ground.database.connect().await?;
    let ending = tokio::spawn(async move {
        let mut ended = 0;
        while !over.load(Ordering::Relaxed) {
            ended += rows(&connection, END_LISTENERS).await?.len();
            sleep(Duration::from_millis(100)).await;
        }
        Ok::<_, Failure>(ended)
    });
    found.append(&mut findings("listeners ended: ", follow(&ground, arguments.trials).await?));
    is_over.store(true, Ordering::Relaxed);
    let ended = ending.await.when("end listeners")??;
    found.push(Finding::new("listeners ended: how many", ended, "> 0", ended > 0));
    found.push(Finding::none_of("panics and failures in the nodes' logs", &ground.errors()));
    Ok(found)
}

fn findings(how: &str, Followed { mut delays, here }: Followed) -> Vec<Finding> {
    delays.sort_unstable();
    let of_hundred = |part| percentile(&delays, part).map_or_else(|| "–".to_owned(), shown);
    let usual = format!("{}: {} · {}", delays.len(), of_hundred(50), of_hundred(99));
    vec![
        Finding::told(&format!("{how}revocations: p50 · p99 until the other node refuses"), usual),
        Finding::within(&format!("{how}the slowest"), delays.last().copied(), BOUND),
        Finding::most(&format!("{how}still valid where it was acknowledged"), u64::from(here), 0),
    ]
}

#[derive(Default)]
struct Followed {
    /// From the answer to the revocation to the first refusal.
    delays: Vec<Duration>,
    /// How many were valid still at the node that had acknowledged their end.
    here: u32,
}

async fn follow(ground: &Arc<Ground>, trials: u32) -> Outcome<Followed> {
    let left = Arc::new(AtomicU32::new(trials));
    let following: Vec<_> = ground
        .people
        .iter()
        .cloned()
        .map(|person| tokio::spawn(follow_some(Arc::clone(ground), person, Arc::clone(&left))))
        .collect();
    let mut followed = Followed::default();
    for task in following {
        let mut some = task.await.when("follow revocations")??;
        followed.delays.append(&mut some.delays);
        followed.here += some.here;
    }
    Ok(followed)
}

async fn follow_some(
    ground: Arc<Ground>,
    person: Person,
    left: Arc<AtomicU32>,
) -> Outcome<Followed> {
    let mut one = Client::of(ground.first()?.address);
    let mut other = Client::of(ground.second()?.address);
    let mut followed = Followed::default();
    while let Ok(number) =
        left.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
    {
        // They take turns at being told of the end.
        if number % 2 == 0 {
            std::mem::swap(&mut one, &mut other);
        }
        trial(&ground.gateway, &person, &mut one, &mut other, &mut followed).await?;
    }
    Ok(followed)
}

async fn trial(
    gateway: &str,
    person: &Person,
    here: &mut Client,
    there: &mut Client,
    followed: &mut Followed,
) -> Outcome<()> {
    let kind = Kind::ApiKey;
    let made = here.ask(&person.makes(kind)).await.expect(201)?;
    let (id, secret) = kind.given(&made)?;
    let question = ask_about(How::Introspect, gateway, &secret);
    for client in [&mut *here, &mut *there] {
        for _ in 0..2 {
            if ask(client, &question).await? != Verdict::Valid {
                return Err(Failure::new("a new key is not valid"));
            }
        }
    }
    here.ask(&person.ends_key(&id)).await.expect(204)?;
    let acknowledged = Instant::now();
    loop {
        if ask(there, &question).await? == Verdict::Invalid {
            break;
        }
        if acknowledged.elapsed() > PATIENCE {
            return Err(Failure::new("what is revoked is never refused"));
        }
        sleep(PAUSE).await;
    }
    followed.delays.push(acknowledged.elapsed());
    followed.here += u32::from(ask(here, &question).await? == Verdict::Valid);
    Ok(())
}

/// What a node says; that it can't say is no answer to be counted.
async fn ask(client: &mut Client, question: &[u8]) -> Outcome<Verdict> {
    let begun = Instant::now();
    loop {
        let said = match client.ask(question).await {
            Reply::Answer(answer) => verdict(How::Introspect, &answer),
            Reply::Unreached => Verdict::Odd("nobody listens".to_owned()),
            Reply::Lost(why) => Verdict::Odd(why),
        };
        match said {
            Verdict::Odd(what) => return Err(Failure::new(what)),
            Verdict::Refused if begun.elapsed() < PATIENCE => sleep(PAUSE).await,
            said => return Ok(said),
        }
    }
}
