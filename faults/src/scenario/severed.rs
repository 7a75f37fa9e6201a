//! A node loses its database just when something is revoked at the other one: what it remembers it must not believe for longer
//! than a second.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::finding::{Finding, shown};
use crate::ground::Ground;
use crate::http::{Client, Reply};
use crate::ledger::Kind;
use crate::load::{How, Verdict, ask_about, verdict};
use crate::relay::{Line, Relay};

const BOUND: Duration = Duration::from_secs(1);
/// For so long after the revocation is asked: far beyond the bound.
const WATCHED: Duration = Duration::from_secs(3);
const ANSWER: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(1);
const ROUNDS: u32 = 10;

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    let mut ground = Ground::lay(arguments, 1, &[]).await?;
    let relay = Relay::start(&ground.folder().join("relay"), &ground.database.socket_folder())?;
    let mut far = ground.node("far", &[("database.url", relay.url())])?;
    far.start().await?;
    let mut near = Client::of(ground.first()?.address);
    let mut client = Client::of(far.address);
    ground.nodes.push(far);
    let mut found = Vec::new();
    for (line, how) in [(Line::Stalled, "database stalled"), (Line::Cut, "database cut off")] {
        let mut seen = Seen::default();
        for round in 0..ROUNDS {
            watch(&ground, (&mut near, &mut client), &relay, (line, round % 2 == 0), &mut seen)
                .await?;
        }
        let last = seen.last.map_or_else(|| "none".to_owned(), shown);
        let holds = seen.last.is_none_or(|last| last <= BOUND);
        let what =
            format!("{how}: the last question answered with valid, after the revocation's answer");
        found.push(Finding::new(&what, last, format!("≤ {}", shown(BOUND)), holds));
        let told = format!("{} · {}", seen.valid, seen.refused);
        found.push(Finding::told(&format!("{how}: answers valid · 503"), told));
        found.push(Finding::within(
            &format!("{how}: the slowest answer"),
            Some(seen.worst),
            ANSWER,
        ));
        found.push(Finding::most(&format!("{how}: valid once it is back"), seen.back, 0));
    }
    found.push(Finding::none_of("panics and failures in the nodes' logs", &ground.errors()));
    Ok(found)
}

#[derive(Default)]
struct Seen {
    valid: u64,
    refused: u64,
    /// How long after the answer to the revocation the last question was sent that was answered with valid.
    last: Option<Duration>,
    worst: Duration,
    /// How often it was valid again with the database back.
    back: u64,
}

async fn watch(
    ground: &Ground,
    (near, far): (&mut Client, &mut Client),
    relay: &Relay,
    (line, revoked_first): (Line, bool),
    seen: &mut Seen,
) -> Outcome<()> {
    let (person, kind) = (ground.person()?, Kind::ApiKey);
    let made = near.ask(&person.makes(kind)).await.expect(201)?;
    let (id, secret) = kind.given(&made)?;
    let question = ask_about(How::Introspect, &ground.gateway, &secret);
    let begun = Instant::now();
    // Twice, so that it is remembered.
    let mut valid = 0;
    while valid < 2 {
        match ask(far, &question).await? {
            (Verdict::Valid, _) => valid += 1,
            _ if begun.elapsed() < 10 * BOUND => sleep(PAUSE).await,
            (said, _) => return Err(Failure::new(format!("a new key is {said:?}"))),
        }
    }
    if !revoked_first {
        relay.is_now(line);
    }
    near.ask(&person.ends_key(&id)).await.expect(204)?;
    relay.is_now(line);
    let acknowledged = Instant::now();
    while acknowledged.elapsed() < WATCHED {
        let sent = acknowledged.elapsed();
        let (said, took) = ask(far, &question).await?;
        seen.worst = seen.worst.max(took);
        match said {
            Verdict::Valid => {
                seen.valid += 1;
                seen.last = seen.last.max(Some(sent));
            }
            Verdict::Refused => seen.refused += 1,
            _ => {}
        }
        sleep(PAUSE).await;
    }
    relay.is_now(Line::Open);
    let begun = Instant::now();
    loop {
        match ask(far, &question).await?.0 {
            Verdict::Invalid => return Ok(()),
            Verdict::Valid => {
                seen.back += 1;
                return Ok(());
            }
            _ if begun.elapsed() < 10 * BOUND => sleep(PAUSE).await,
            said => return Err(Failure::new(format!("the node does not come back: {said:?}"))),
        }
    }
}

async fn ask(client: &mut Client, question: &[u8]) -> Outcome<(Verdict, Duration)> {
    match client.ask(question).await {
        Reply::Answer(answer) => match verdict(How::Introspect, &answer) {
            Verdict::Odd(what) => Err(Failure::new(what)),
            said => Ok((said, answer.took)),
        },
        Reply::Unreached => Err(Failure::new("nobody listens")),
        Reply::Lost(why) => Err(Failure::new(why)),
    }
}
