//! Floods of credentials that nobody was given: mistyped ones, and well-formed ones that nobody knows.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use tenantry_domain::credential::{CredentialFormat, CredentialKind};
use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome, While as _};
use crate::finding::{Finding, shown};
use crate::ground::Ground;
use crate::http::{Client, Reply};
use crate::ledger::Kind;
use crate::load::{How, Verdict, ask_about, verdict};
use crate::node::Node;

const WARM: u32 = 500;
const FLOODERS: u32 = 8;
/// Until the node has told its counts, and PostgreSQL its own.
const TOLD: Duration = Duration::from_secs(3);
/// Until each of PostgreSQL's processes has told what it counted while the scenario was prepared: ten seconds after it has fallen idle at
/// the latest.
const SETTLED: Duration = Duration::from_secs(12);
/// By one for so many questions two times of the same length may differ: uses of the credential that asks are kept meanwhile.
const QUESTIONS_FOR_ONE: u32 = 1000;
const MISSES: &str = "tenantry_memory_misses_total";
const HITS: &str = "tenantry_memory_hits_total";
const KEYS: &str = "\"api_key\"";
const TRANSACTIONS: &str =
    "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";

pub(super) async fn run(arguments: &Arguments) -> Outcome<Vec<Finding>> {
    // So little memory that a flood would drive everything else out of it, were it kept in the same place.
    let ground = Ground::lay(arguments, 1, &[("memory.mebibytes", "1")]).await?;
    let node = ground.first()?;
    let warm = warm_up(&ground).await?;
    sleep(SETTLED).await;

    let begun = Instant::now();
    let first = transactions(&ground).await?;
    sleep(TOLD).await;
    let quiet = transactions(&ground).await? - first;
    let quiet_time = begun.elapsed();

    let before = (transactions(&ground).await?, node.metric(MISSES, "").await?);
    let begun = Instant::now();
    let odd = flood(&ground, 0..arguments.junk, false).await?;
    let took = begun.elapsed();
    sleep(TOLD).await;
    let time = begun.elapsed();
    let made = transactions(&ground).await? - before.0;
    let missed = node.metric(MISSES, "").await? - before.1;
    let expected = u128::from(quiet) * time.as_millis() / quiet_time.as_millis().max(1);
    let expected = u64::try_from(expected).when("count transactions")?;

    let unknown = arguments.junk / 2;
    let keys = (node.metric(MISSES, KEYS).await?, node.metric(HITS, KEYS).await?);
    let begun = Instant::now();
    let (odd_unknown, asked) = {
        let flooding = flood(&ground, 0..unknown, true);
        tokio::pin!(flooding);
        let mut asked = 0_u64;
        let mut client = Client::of(node.address);
        let mut warm = warm.iter().cycle();
        let odd = loop {
            tokio::select! {
                odd = &mut flooding => break odd?,
                outcome = is_valid(&mut client, &ground.gateway, warm.next().when("find a warm key")?) => {
                    outcome?;
                    asked += 1;
                }
            }
        };
        (odd, asked)
    };
    let unknown_took = begun.elapsed();
    let mut client = Client::of(node.address);
    for secret in &warm {
        is_valid(&mut client, &ground.gateway, secret).await?;
    }
    sleep(TOLD).await;
    let missed_keys = node.metric(MISSES, KEYS).await? - keys.0;
    let hit_keys = node.metric(HITS, KEYS).await? - keys.1;
    let count = arguments.junk;
    Ok(vec![
        Finding::told("mistyped credentials asked about", format!("{count} in {}", shown(took))),
        Finding::none_of("mistyped: answers other than {\"active\":false}", &odd),
        Finding::told(
            "mistyped: transactions of PostgreSQL meanwhile · as usual in that time",
            format!("{made} · {expected}"),
        ),
        Finding::most(
            "mistyped: transactions beyond the usual",
            made.saturating_sub(expected),
            u64::from(arguments.junk / QUESTIONS_FOR_ONE),
        ),
        Finding::most("mistyped: questions to the database, as the node counts", missed, 0),
        Finding::told(
            "unknown credentials asked about",
            format!("{unknown} in {}", shown(unknown_took)),
        ),
        Finding::none_of("unknown: answers other than {\"active\":false}", &odd_unknown),
        Finding::told(
            "unknown: live keys asked about beside and after · from memory",
            format!("{} · {hit_keys}", asked + u64::from(WARM)),
        ),
        Finding::most("unknown: live keys that memory had lost", missed_keys, 0),
        Finding::none_of("panics and failures in the nodes' logs", &ground.errors()),
    ])
}

/// Keys that the node remembers.
async fn warm_up(ground: &Ground) -> Outcome<Vec<String>> {
    let mut client = Client::of(ground.first()?.address);
    let request = ground.person()?.makes(Kind::ApiKey);
    let mut warm = Vec::new();
    for _ in 0..WARM {
        let made = client.ask(&request).await.expect(201)?;
        warm.push(Kind::ApiKey.given(&made)?.1);
    }
    for secret in warm.iter().chain(&warm) {
        is_valid(&mut client, &ground.gateway, secret).await?;
    }
    sleep(TOLD).await;
    Ok(warm)
}

async fn is_valid(client: &mut Client, gateway: &str, secret: &str) -> Outcome<()> {
    let question = ask_about(How::Introspect, gateway, secret);
    let answer = client.ask(&question).await.expect(200)?;
    match verdict(How::Introspect, &answer) {
        Verdict::Valid => Ok(()),
        said => Err(Failure::new(format!("a live key is {said:?}"))),
    }
}

async fn transactions(ground: &Ground) -> Outcome<u64> {
    let rows = ground.database.sql(TRANSACTIONS).await?;
    let count = rows.first().and_then(|row| row.first()?.parse().ok());
    count.when("read the count of transactions")
}

/// Asks about so many that nobody was given, all different, and gives the answers that were not as they must be.
async fn flood(ground: &Ground, numbers: Range<u32>, well_formed: bool) -> Outcome<Vec<String>> {
    let node: &Node = ground.first()?;
    let share = (numbers.end - numbers.start).div_ceil(FLOODERS).max(1);
    let flooding: Vec<_> = (0..FLOODERS)
        .map(|flooder| {
            let first = numbers.start + flooder * share;
            let some = first..numbers.end.min(first + share);
            tokio::spawn(flood_with(node.address, ground.gateway.clone(), some, well_formed))
        })
        .collect();
    let mut odd = Vec::new();
    for task in flooding {
        odd.append(&mut task.await.when("flood")??);
    }
    Ok(odd)
}

async fn flood_with(
    address: SocketAddr,
    gateway: String,
    numbers: Range<u32>,
    well_formed: bool,
) -> Outcome<Vec<String>> {
    let format = CredentialFormat::new("nc").when("spell credentials")?;
    let mut client = Client::of(address);
    let mut odd = Vec::new();
    for number in numbers {
        let mut entropy = [7; 32];
        for (byte, digit) in entropy.iter_mut().zip(number.to_le_bytes()) {
            *byte = digit;
        }
        let minted = format.mint(CredentialKind::PersonalAccessToken, entropy);
        let mut secret = minted.secret.expose().to_owned();
        if !well_formed {
            let last = secret.pop();
            secret.push(if last == Some('x') { 'y' } else { 'x' });
        }
        let reply = client.ask(&ask_about(How::Introspect, &gateway, &secret)).await;
        match reply {
            Reply::Answer(answer) if verdict(How::Introspect, &answer) == Verdict::Invalid => {}
            Reply::Answer(answer) => odd.push(answer.told()),
            Reply::Unreached => odd.push("nobody listens".to_owned()),
            Reply::Lost(why) => odd.push(why),
        }
    }
    Ok(odd)
}
