//! The comparison at the end: everything that was acknowledged, against what every node says and what the database has.

use std::collections::HashMap;
use std::sync::Arc;

use crate::failure::{Failure, Outcome, While as _};
use crate::finding::Finding;
use crate::ground::Ground;
use crate::http::Reply;
use crate::ledger::{Entry, Kind, Standing};
use crate::load::{Crew, How, Verdict, ask_about, verdict};

/// How many ask at a time.
const ASKERS: usize = 8;
/// Each credential, and whether it has ended.
const ROWS: &str = "\
    SELECT id, deleted_at IS NOT NULL FROM api_keys \
    UNION ALL SELECT id, revoked_at IS NOT NULL FROM personal_access_tokens \
    UNION ALL SELECT id, ended_at IS NOT NULL FROM sessions";

/// Compares, once the load has ended and everything works again.
pub(crate) async fn compare(ground: &Ground, crew: &Arc<Crew>) -> Outcome<Vec<Finding>> {
    let entries = crew.ledger.all();
    let rows = ground.database.sql(ROWS).await?.into_iter();
    let ended: HashMap<String, bool> = rows
        .filter_map(|row| match row.as_slice() {
            [id, ended] => Some((id.clone(), ended == "t")),
            _ => None,
        })
        .collect();
    let said = say(crew, &entries).await?;
    let (mut lost, mut back, mut split) = (Vec::new(), Vec::new(), Vec::new());
    for (entry, said) in entries.iter().zip(&said) {
        let Entry { kind, id, .. } = &**entry;
        let row = ended.get(id);
        match entry.standing() {
            Standing::Works if row != Some(&false) || said.contains(&false) => {
                lost.push(format!("{kind:?} {id}: ended in the database {row:?}, nodes {said:?}"));
            }
            Standing::Ended { .. } if row != Some(&true) || said.contains(&true) => {
                back.push(format!("{kind:?} {id}: ended in the database {row:?}, nodes {said:?}"));
            }
            Standing::Unknown if said.iter().any(|valid| Some(!valid) != row.copied()) => {
                split.push(format!("{kind:?} {id}: ended in the database {row:?}, nodes {said:?}"));
            }
            _ => {}
        }
    }
    let standing =
        |is: fn(Standing) -> bool| entries.iter().filter(|one| is(one.standing())).count();
    let of = |kind: Kind| entries.iter().filter(|one| one.kind == kind).count();
    let made = format!(
        "{} keys, {} tokens, {} sessions",
        of(Kind::ApiKey),
        of(Kind::Token),
        of(Kind::Session)
    );
    let ends = standing(|standing| matches!(standing, Standing::Ended { .. }));
    let open = standing(|standing| standing == Standing::Unknown);
    Ok(vec![
        Finding::told("creations acknowledged", made),
        Finding::told(
            "revocations acknowledged · asked for and not acknowledged",
            format!("{ends} · {open}"),
        ),
        Finding::none_of("acknowledged creations that are lost", &lost),
        Finding::none_of("acknowledged revocations that came back", &back),
        Finding::none_of("other credentials that nodes and database differ about", &split),
        Finding::none_of("answers that were wrong meanwhile", &crew.tally.wrong()),
        Finding::none_of("panics and failures in the nodes' logs", &ground.errors()),
    ])
}

/// What each node says of each credential.
async fn say(crew: &Arc<Crew>, entries: &[Arc<Entry>]) -> Outcome<Vec<Vec<bool>>> {
    let share = entries.len().div_ceil(ASKERS).max(1);
    let asking: Vec<_> = entries
        .chunks(share)
        .map(|some| tokio::spawn(say_of(Arc::clone(crew), some.to_vec())))
        .collect();
    let mut said = Vec::with_capacity(entries.len());
    for task in asking {
        said.append(&mut task.await.when("compare")??);
    }
    Ok(said)
}

async fn say_of(crew: Arc<Crew>, entries: Vec<Arc<Entry>>) -> Outcome<Vec<Vec<bool>>> {
    let mut clients = crew.clients();
    let mut said = Vec::with_capacity(entries.len());
    for entry in entries {
        let request = ask_about(How::Introspect, &crew.gateway, &entry.secret);
        let mut by_node = Vec::with_capacity(clients.len());
        for client in &mut clients {
            let verdict = match client.ask(&request).await {
                Reply::Answer(answer) => verdict(How::Introspect, &answer),
                Reply::Unreached => Verdict::Odd("nobody listens".to_owned()),
                Reply::Lost(why) => Verdict::Odd(why),
            };
            by_node.push(match verdict {
                Verdict::Valid => true,
                Verdict::Invalid => false,
                other => return Err(Failure::new(format!("could not compare: {other:?}"))),
            });
        }
        said.push(by_node);
    }
    Ok(said)
}
