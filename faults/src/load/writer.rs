//! Somebody who makes and ends credentials, and enters in the ledger what was acknowledged.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::crew::Crew;
use crate::failure::Outcome;
use crate::http::{Client, Reply};
use crate::ledger::{Entry, Kind, Standing};
use crate::person::Person;

/// What they do in turn: make one of a kind, or end the oldest of theirs. Some of each kind stay.
const TURNS: [(Kind, bool); 12] = [
    (Kind::ApiKey, true),
    (Kind::Token, true),
    (Kind::ApiKey, true),
    (Kind::ApiKey, false),
    (Kind::Session, true),
    (Kind::Token, true),
    (Kind::Token, false),
    (Kind::ApiKey, true),
    (Kind::Session, true),
    (Kind::ApiKey, false),
    (Kind::Session, false),
    (Kind::ApiKey, true),
];

pub(super) async fn write(crew: Arc<Crew>, person: Person, number: usize) -> Outcome<()> {
    let mut writer = Writer { clients: crew.clients(), crew, person, living: VecDeque::new() };
    let mut turns = (number..).zip(TURNS.iter().cycle());
    while !writer.crew.is_over() {
        let Some((turn, (kind, makes))) = turns.next() else { break };
        // Neither the kind nor the round decides which node is asked.
        let node = turn + turn / TURNS.len();
        if *makes { writer.make(*kind, node).await? } else { writer.end(*kind, node).await }
    }
    Ok(())
}

struct Writer {
    crew: Arc<Crew>,
    clients: Vec<Client>,
    person: Person,
    living: VecDeque<Arc<Entry>>,
}

impl Writer {
    async fn make(&mut self, kind: Kind, node: usize) -> Outcome<()> {
        let request = self.person.makes(kind);
        let (_, reply) = self.crew.ask(&mut self.clients, node, &request).await;
        match reply {
            Reply::Answer(answer) if answer.status == kind.statuses().0 => {
                let (id, secret) = kind.given(&answer)?;
                self.living.push_back(self.crew.ledger.enter(kind, id, secret));
                self.crew.tally.acknowledge();
            }
            other => self.wonder(kind, "made", &other),
        }
        Ok(())
    }

    async fn end(&mut self, kind: Kind, node: usize) {
        let oldest = self.living.iter().position(|entry| entry.kind == kind);
        let Some(entry) = oldest.and_then(|oldest| self.living.remove(oldest)) else { return };
        let request = self.person.ends(&entry);
        entry.is_now(Standing::Ending);
        let (node, reply) = self.crew.ask(&mut self.clients, node, &request).await;
        match &reply {
            Reply::Answer(answer) if answer.status == kind.statuses().1 => {
                entry.is_now(Standing::Ended { at: Instant::now(), node });
                self.crew.tally.acknowledge();
            }
            Reply::Unreached => {
                entry.is_now(Standing::Works);
                self.living.push_front(entry);
            }
            other => {
                entry.is_now(Standing::Unknown);
                self.wonder(kind, "ended", other);
            }
        }
    }

    /// What is neither the acknowledgement nor a refusal that comes of trouble is wrong.
    fn wonder(&self, kind: Kind, what: &str, reply: &Reply) {
        if let Reply::Answer(answer) = reply
            && ![429, 503].contains(&answer.status)
        {
            self.crew.tally.complain(format!("{kind:?} to be {what}: {}", answer.told()));
        }
    }
}
