//! Another service that asks about whatever was given out, and holds each answer against the ledger.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::crew::Crew;
use super::judge::{ALLOWED, Asked, How, Verdict, ask_about, judge, verdict};
use crate::failure::Outcome;
use crate::http::Reply;

/// Between two questions, so that others get at the cores too.
const BREATH: Duration = Duration::from_millis(1);

pub(super) async fn read(crew: Arc<Crew>, number: u64) -> Outcome<()> {
    let mut clients = crew.clients();
    let mut chance = Chance(number + 1);
    while !crew.is_over() {
        tokio::time::sleep(BREATH).await;
        let Some(entry) = crew.ledger.any(chance.next()) else { continue };
        let how = How::any(chance.next(), entry.kind);
        let request = ask_about(how, &crew.gateway, &entry.secret);
        let (before, sent) = (entry.standing(), Instant::now());
        let node = usize::from(chance.next().is_multiple_of(2));
        let (node, reply) = crew.ask(&mut clients, node, &request).await;
        let Reply::Answer(answer) = &reply else { continue };
        let said = verdict(how, answer);
        let asked = Asked { before, after: entry.standing(), node, sent };
        if let Some(complaint) = judge(&asked, &said) {
            let kind = entry.kind;
            crew.tally.complain(format!("{kind:?} {} at node {node}: {complaint}", entry.id));
        }
        // Still blind when it was answered: the answer came from memory.
        let blind_since = crew.blind_since().filter(|since| sent > *since + ALLOWED);
        if let (Verdict::Valid, Some(since)) = (said, blind_since) {
            let late = sent - since;
            crew.tally
                .complain(format!("valid from memory, asked {late:?} after the database went"));
        }
    }
    Ok(())
}

/// A sequence of numbers that is as good as any: xorshift.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 8
    }
}
