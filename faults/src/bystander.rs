//! Somebody who waits until every node serves again, reading and writing.

use std::time::{Duration, Instant};

use crate::failure::Outcome;
use crate::ground::Ground;
use crate::http::{Client, Reply, get};
use crate::ledger::Kind;
use crate::load::{How, Verdict, ask_about, verdict};

const PAUSE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_mins(1);

/// How long after this moment every node made an API key, knew it, and said that it is ready; none where one never did.
pub(crate) async fn served_again(ground: &Ground, since: Instant) -> Outcome<Option<Duration>> {
    let mut worst = Duration::ZERO;
    for node in &ground.nodes {
        let mut client = Client::of(node.address);
        while !serves(ground, &mut client).await? {
            if since.elapsed() > PATIENCE {
                return Ok(None);
            }
            tokio::time::sleep(PAUSE).await;
        }
        worst = since.elapsed();
    }
    Ok(Some(worst))
}

async fn serves(ground: &Ground, client: &mut Client) -> Outcome<bool> {
    if !client.ask(&get("/readyz", "")).await.is(200) {
        return Ok(false);
    }
    let Reply::Answer(made) = client.ask(&ground.person()?.makes(Kind::ApiKey)).await else {
        return Ok(false);
    };
    if made.status != 201 {
        return Ok(false);
    }
    let (_, secret) = Kind::ApiKey.given(&made)?;
    let question = ask_about(How::Introspect, &ground.gateway, &secret);
    Ok(match client.ask(&question).await {
        Reply::Answer(answer) => verdict(How::Introspect, &answer) == Verdict::Valid,
        _ => false,
    })
}
