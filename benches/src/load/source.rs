//! Where the requests of a load come from.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::failure::{Outcome, While as _};
use crate::http::Request;
use crate::keys::Keys;
use crate::random::Random;

pub(crate) enum Source {
    /// All in turn, over and over; each connection begins elsewhere.
    Cycle(Vec<Request>),
    /// Taken out one by one, each sent so many times in a row.
    Stock { requests: Mutex<Vec<Request>>, times: u32 },
    /// One request about one key or another: it ends with the key.
    Keys { request: Request, keys: Arc<Keys>, pick: Pick },
}

/// Which key comes next.
pub(crate) enum Pick {
    /// Any.
    AtRandom,
    /// Each a single time, by whichever connection, until there are none; so many have been taken.
    Once(AtomicUsize),
}

/// Greater than all numbers of keys, and prime: multiples of it, wrapped around, come by every key before one comes twice, and
/// neighbours in the database are not asked about one after the other.
const STRIDE: usize = 1_000_000_007;

/// One connection's share of a source.
pub(super) struct Requests<'a> {
    source: &'a Source,
    position: usize,
    current: Option<(Request, u32)>,
    buffer: Vec<u8>,
    random: Random,
}

impl Source {
    pub(super) fn for_connection(&self, index: u32, connections: u32) -> Requests<'_> {
        let position = match self {
            Self::Cycle(requests) => requests.len() * index as usize / connections.max(1) as usize,
            Self::Stock { .. } | Self::Keys { .. } => 0,
        };
        let buffer = match self {
            Self::Keys { request, .. } => request.to_vec(),
            Self::Cycle(_) | Self::Stock { .. } => Vec::new(),
        };
        let random = Random::of(u64::from(index) + 1);
        Requests { source: self, position, current: None, buffer, random }
    }

    /// How many requests a stock still holds.
    pub(crate) fn left(&self) -> usize {
        match self {
            Self::Cycle(requests) => requests.len(),
            Self::Stock { requests, .. } => {
                requests.lock().unwrap_or_else(PoisonError::into_inner).len()
            }
            Self::Keys { keys, pick: Pick::AtRandom, .. } => keys.count(),
            Self::Keys { keys, pick: Pick::Once(taken), .. } => {
                keys.count().saturating_sub(taken.load(Ordering::Relaxed))
            }
        }
    }

    /// Adds to what there is to send.
    pub(crate) fn add(&self, more: impl Iterator<Item = Request>) {
        if let Self::Stock { requests, .. } = self {
            requests.lock().unwrap_or_else(PoisonError::into_inner).extend(more);
        }
    }
}

impl Requests<'_> {
    /// The next one to send; none where all were sent.
    pub(super) fn next(&mut self) -> Outcome<Option<&[u8]>> {
        match self.source {
            Source::Cycle(requests) => {
                let request = requests.get(self.position % requests.len().max(1));
                self.position += 1;
                request.map(|request| Some(&**request)).when("find a request to send")
            }
            Source::Stock { requests, times } => {
                if self.current.as_ref().is_none_or(|(_, sent)| sent == times) {
                    let taken = requests.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let Some(taken) = taken else { return Ok(None) };
                    self.current = Some((taken, 0));
                }
                let (request, sent) = self.current.as_mut().when("find a request to send")?;
                *sent += 1;
                Ok(Some(&**request))
            }
            Source::Keys { keys, pick, .. } => {
                let number = match pick {
                    Pick::AtRandom => self.random.below(keys.count()),
                    Pick::Once(taken) => {
                        let turn = taken.fetch_add(1, Ordering::Relaxed);
                        if turn >= keys.count() {
                            return Ok(None);
                        }
                        turn * STRIDE % keys.count()
                    }
                };
                let key = keys.get(number).when("find a key to ask about")?;
                let begin = self.buffer.len().checked_sub(keys.length());
                let place = begin.and_then(|begin| self.buffer.get_mut(begin..));
                place.when("find the place of the key")?.copy_from_slice(key.as_bytes());
                Ok(Some(&self.buffer))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn request(name: &str) -> Request {
        name.as_bytes().into()
    }

    #[test]
    fn a_cycle_begins_elsewhere_for_each_connection_and_never_ends() {
        let cycle = Source::Cycle(vec![request("a"), request("b")]);
        let mut second = cycle.for_connection(1, 2);
        let sent: Vec<_> = (0..3).map(|_| second.next().unwrap().unwrap().to_vec()).collect();
        assert_eq!(sent, [b"b", b"a", b"b"]);
    }

    #[test]
    fn a_stock_gives_each_request_so_many_times_to_one_connection_alone_and_ends() {
        let requests = Mutex::new(vec![request("b"), request("a")]);
        let stock = Source::Stock { requests, times: 2 };
        let (mut first, mut second) = (stock.for_connection(0, 2), stock.for_connection(1, 2));
        assert_eq!(first.next().unwrap(), Some(b"a".as_slice()));
        assert_eq!(second.next().unwrap(), Some(b"b".as_slice()));
        assert_eq!(first.next().unwrap(), Some(b"a".as_slice()));
        assert_eq!(first.next().unwrap(), None);
        assert_eq!(stock.left(), 0);
    }

    fn about(keys: &Arc<Keys>, pick: Pick) -> Source {
        let request = format!("about {}", keys.get(0).unwrap());
        Source::Keys { request: request.as_bytes().into(), keys: Arc::clone(keys), pick }
    }

    #[test]
    fn each_key_comes_once_whoever_asks_and_then_none() {
        let keys = Arc::new(Keys::mint(10).unwrap());
        let source = about(&keys, Pick::Once(AtomicUsize::new(0)));
        let (mut first, mut second) = (source.for_connection(0, 2), source.for_connection(1, 2));
        let mut asked = BTreeSet::new();
        for _ in 0..5 {
            asked.insert(first.next().unwrap().unwrap().to_vec());
            asked.insert(second.next().unwrap().unwrap().to_vec());
        }
        let expected = keys.iter().map(|key| format!("about {key}").into_bytes());
        assert_eq!(asked, expected.collect());
        assert_eq!(second.next().unwrap(), None);
        assert_eq!(source.left(), 0);
    }

    #[test]
    fn at_random_there_is_no_end() {
        let keys = Arc::new(Keys::mint(2).unwrap());
        let source = about(&keys, Pick::AtRandom);
        let mut requests = source.for_connection(0, 1);
        let asked: BTreeSet<_> =
            (0..100).map(|_| requests.next().unwrap().unwrap().to_vec()).collect();
        assert_eq!(asked.len(), 2);
    }
}
