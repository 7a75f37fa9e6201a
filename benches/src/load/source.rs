//! Where the requests of a load come from.

use std::sync::{Mutex, PoisonError};

use crate::failure::{Outcome, While as _};
use crate::http::Request;

pub(crate) enum Source {
    /// All in turn, over and over; each connection begins elsewhere.
    Cycle(Vec<Request>),
    /// Taken out one by one, each sent so many times in a row.
    Stock { requests: Mutex<Vec<Request>>, times: u32 },
}

/// One connection's share of a source.
pub(super) struct Requests<'a> {
    source: &'a Source,
    position: usize,
    current: Option<(Request, u32)>,
}

impl Source {
    pub(super) fn for_connection(&self, index: u32, connections: u32) -> Requests<'_> {
        let position = match self {
            Self::Cycle(requests) => requests.len() * index as usize / connections.max(1) as usize,
            Self::Stock { .. } => 0,
        };
        Requests { source: self, position, current: None }
    }

    /// How many requests a stock still holds.
    pub(crate) fn left(&self) -> usize {
        match self {
            Self::Cycle(requests) => requests.len(),
            Self::Stock { requests, .. } => {
                requests.lock().unwrap_or_else(PoisonError::into_inner).len()
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
    pub(super) fn next(&mut self) -> Outcome<&Request> {
        match self.source {
            Source::Cycle(requests) => {
                let request = requests.get(self.position % requests.len().max(1));
                self.position += 1;
                request.when("find a request to send")
            }
            Source::Stock { requests, times } => {
                if self.current.as_ref().is_none_or(|(_, sent)| sent == times) {
                    let taken = requests.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let taken = taken.when("go on: the server was faster than what was laid in")?;
                    self.current = Some((taken, 0));
                }
                let (request, sent) = self.current.as_mut().when("find a request to send")?;
                *sent += 1;
                Ok(request)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: &str) -> Request {
        name.as_bytes().into()
    }

    #[test]
    fn a_cycle_begins_elsewhere_for_each_connection_and_never_ends() {
        let cycle = Source::Cycle(vec![request("a"), request("b")]);
        let mut second = cycle.for_connection(1, 2);
        let sent: Vec<_> = (0..3).map(|_| second.next().unwrap().clone()).collect();
        assert_eq!(sent, [request("b"), request("a"), request("b")]);
    }

    #[test]
    fn a_stock_gives_each_request_so_many_times_to_one_connection_alone_and_ends() {
        let requests = Mutex::new(vec![request("b"), request("a")]);
        let stock = Source::Stock { requests, times: 2 };
        let (mut first, mut second) = (stock.for_connection(0, 2), stock.for_connection(1, 2));
        assert_eq!(*first.next().unwrap(), request("a"));
        assert_eq!(*second.next().unwrap(), request("b"));
        assert_eq!(*first.next().unwrap(), request("a"));
        assert!(first.next().is_err());
        assert_eq!(stock.left(), 0);
    }
}
