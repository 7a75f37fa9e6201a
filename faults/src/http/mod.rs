//! A small HTTP/1.1 client that hides nothing: whether a request was sent at all, and whether it was answered.

mod client;
mod request;

use std::time::Duration;

use serde_json::Value;

use crate::failure::{Failure, Outcome, While as _};
pub(crate) use client::Client;
pub(crate) use request::{Request, delete, get, post, post_form, post_json};

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// From before the request was sent to when all of the answer was there.
    pub(crate) took: Duration,
}

impl Answer {
    pub(crate) fn json(&self) -> Outcome<Value> {
        serde_json::from_slice(&self.body).when("read an answer's JSON")
    }

    /// A text in it, by JSON pointer.
    pub(crate) fn text(&self, pointer: &str) -> Outcome<String> {
        let json = self.json()?;
        let found = json.pointer(pointer).and_then(Value::as_str);
        Ok(found.when(format!("find {pointer} in an answer"))?.to_owned())
    }

    /// How it is told of in a complaint. Whoever holds the bodies of failures holds no secret.
    pub(crate) fn told(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        format!("{} {body}", self.status)
    }
}

/// What became of a request.
pub(crate) enum Reply {
    Answer(Answer),
    /// Nobody listens: nothing was sent.
    Unreached,
    /// It was sent, and no whole answer came.
    Lost(String),
}

impl Reply {
    /// The answer, which must have this status.
    pub(crate) fn expect(self, status: u16) -> Outcome<Answer> {
        match self {
            Self::Answer(answer) if answer.status == status => Ok(answer),
            Self::Answer(answer) => {
                Err(Failure::new(format!("{status} was expected, and came {}", answer.told())))
            }
            Self::Unreached => Err(Failure::new("nobody listens")),
            Self::Lost(why) => Err(Failure::new(why)),
        }
    }

    /// Whether it is an answer of this status.
    pub(crate) fn is(&self, status: u16) -> bool {
        matches!(self, Self::Answer(answer) if answer.status == status)
    }
}
