//! A small world in which lookups and readings of the log are slow, are dropped, come twice and overtake each other, while things
//! change: no answer may ever be older than the bound, nor than what was acknowledged.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use proptest::prelude::*;
use tenantry_domain::store_error::StoreError;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, LocalSet, yield_now};

use super::memory::{BOUND, Bench, ROOMY, Version, bench, subject};
use tenantry_domain::change::Change;

const KEYS: u8 = 3;

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// A thing gets a new version, and the log tells of it.
    Change(u8),
    /// Somebody asks about a thing.
    Ask(u8),
    /// The source looks the oldest question up that it has not looked up yet, and keeps the answer for now.
    LookUp,
    /// The oldest answer that was looked up comes back, or the newest, overtaking the others.
    Answer { newest: bool },
    /// A question is lost on its way.
    Lose,
    /// The tail sends for the news.
    SendForNews,
    /// The log is read for it, from a little before where it was read before, as xids have it.
    ReadLog { again: usize },
    /// The news comes back.
    News,
    /// The news is lost.
    LoseNews,
    /// Somebody hears that all is known so far, without this node having caught up.
    Acknowledge,
    /// Time passes.
    Wait(u64),
    /// The node starts anew, with an empty memory.
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || 0..KEYS;
    let step = prop_oneof![
        4 => key().prop_map(Step::Change),
        6 => key().prop_map(Step::Ask),
        5 => Just(Step::LookUp),
        5 => any::<bool>().prop_map(|newest| Step::Answer { newest }),
        1 => Just(Step::Lose),
        4 => Just(Step::SendForNews),
        4 => (0..4_usize).prop_map(|again| Step::ReadLog { again }),
        4 => Just(Step::News),
        1 => Just(Step::LoseNews),
        1 => Just(Step::Acknowledge),
        3 => (0..700_u64).prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..200)
}

/// Everything that ever was true.
#[derive(Default)]
struct Truth {
    now: Duration,
    acknowledged_at: Duration,
    versions: Vec<(Duration, u8, u64)>,
}

impl Truth {
    fn version(&self, key: u8, at: Duration) -> u64 {
        let known = self.versions.iter().rev().find(|(when, of, _)| *of == key && *when <= at);
        known.map_or(0, |(_, _, version)| *version)
    }
}

type Reply = oneshot::Sender<Result<Option<Version>, StoreError>>;

/// When it was sent for, and what was read for it: up to where, and what had changed.
type News = (Duration, Option<(usize, Vec<u8>)>);

struct Question {
    key: u8,
    asked_at: Duration,
    reply: Reply,
    looked_up: Option<u64>,
    asker: JoinHandle<Option<u64>>,
}

fn pass(truth: &RefCell<Truth>, node: &Bench, time: Duration) {
    truth.borrow_mut().now += time;
    node.clock.advance(time);
}

async fn settle() {
    for _ in 0..4 {
        yield_now().await;
    }
}

async fn play(steps: Vec<Step>) {
    let mut node = Rc::new(bench(ROOMY));
    let truth = Rc::new(RefCell::new(Truth::default()));
    let mut questions: Vec<Question> = Vec::new();
    let mut read_to = 0_usize;
    let mut news: Option<News> = None;
    for step in steps {
        // No two things happen in the same moment, so that before and after are clear.
        pass(&truth, &node, Duration::from_micros(1));
        let now = truth.borrow().now;
        match step {
            Step::Change(key) => {
                let version = truth.borrow().version(key, now) + 1;
                truth.borrow_mut().versions.push((now, key, version));
            }
            Step::Ask(key) => {
                if let Some(recalled) = node.memory.recall(&key) {
                    let Version(version) = recalled.expect("everything is there");
                    let oldest = now.saturating_sub(BOUND).max(truth.borrow().acknowledged_at);
                    let least = truth.borrow().version(key, oldest);
                    assert!(
                        version >= least,
                        "{key}: {version} from memory, {least} at {oldest:?}"
                    );
                    continue;
                }
                let (reply, answer) = oneshot::channel();
                let asking = Rc::clone(&node);
                let asker = tokio::task::spawn_local(async move {
                    let lost = || StoreError::unavailable("lost");
                    let ask = || async move { answer.await.unwrap_or_else(|_| Err(lost())) };
                    let found = asking.memory.find(key, ask).await.ok()?;
                    found.map(|Version(version)| version)
                });
                settle().await;
                questions.push(Question { key, asked_at: now, reply, looked_up: None, asker });
            }
            Step::LookUp => {
                if let Some(question) = questions.iter_mut().find(|q| q.looked_up.is_none()) {
                    question.looked_up = Some(truth.borrow().version(question.key, now));
                }
            }
            Step::Answer { newest } => {
                let mut ready = questions.iter().enumerate().filter(|(_, q)| q.looked_up.is_some());
                let at = if newest { ready.next_back() } else { ready.next() }.map(|(at, _)| at);
                let Some(at) = at else { continue };
                let Question { key, asked_at, reply, looked_up, asker } = questions.remove(at);
                reply.send(Ok(looked_up.map(Version))).unwrap();
                let answered = asker.await.unwrap().unwrap();
                assert!(answered >= truth.borrow().version(key, asked_at));
            }
            Step::Lose => {
                if !questions.is_empty() {
                    let question = questions.remove(0);
                    drop(question.reply);
                    assert_eq!(question.asker.await.unwrap(), None, "what is lost answers nothing");
                }
            }
            Step::SendForNews => news = news.or(Some((node.freshness.now(), None))),
            Step::ReadLog { again } => {
                if let Some((_, read @ None)) = &mut news {
                    let truth = truth.borrow();
                    let from = read_to.saturating_sub(again);
                    let changed = truth.versions[from..].iter().map(|(_, key, _)| *key).collect();
                    *read = Some((truth.versions.len(), changed));
                }
            }
            Step::News => {
                if let Some((sent_at, Some((end, changed)))) =
                    news.take_if(|(_, read)| read.is_some())
                {
                    node.ledger.enter(changed.into_iter().map(|key| Change::To(subject(key))));
                    node.freshness.prove(sent_at);
                    read_to = end;
                }
            }
            Step::LoseNews => news = None,
            Step::Acknowledge => {
                node.freshness.count_only_from(node.freshness.now());
                truth.borrow_mut().acknowledged_at = now;
            }
            Step::Wait(milliseconds) => {
                pass(&truth, &node, Duration::from_millis(milliseconds));
            }
            Step::Restart => {
                for question in questions.drain(..) {
                    question.asker.abort();
                }
                let fresh = bench(ROOMY);
                fresh.clock.advance(now);
                node = Rc::new(fresh);
                news = None;
                read_to = truth.borrow().versions.len();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_is_ever_older_than_the_bound_or_than_what_was_acknowledged(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        LocalSet::new().block_on(&runtime, play(steps));
    }
}
