//! What an answer about a credential says, and whether that may be.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, Request, get, post_form, post_json};
use crate::ledger::{Kind, Standing};

/// For so long another node than the one that acknowledged an end may not know of it.
pub(super) const ALLOWED: Duration = Duration::from_secs(1);

/// The ways to ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    Introspect,
    Verify,
    /// A session that reads who it is.
    Use,
}

impl How {
    /// One that the number chooses, out of those that serve for the kind.
    pub(super) fn any(number: u64, kind: Kind) -> Self {
        match (number % 3, kind) {
            (0, Kind::Session) => Self::Use,
            (1, _) => Self::Verify,
            _ => Self::Introspect,
        }
    }
}

/// The question about a credential.
pub(crate) fn ask_about(how: How, gateway: &str, secret: &str) -> Request {
    match how {
        How::Introspect => post_form("/api/v1/introspect", gateway, "token", secret),
        How::Verify => post_json("/api/v1/verify", gateway, &json!({"token": secret})),
        How::Use => get("/api/v1/users/me", secret),
    }
}

/// What an answer says.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Valid,
    Invalid,
    /// That nobody can say now.
    Refused,
    /// What must not come at all.
    Odd(String),
}

pub(crate) fn verdict(how: How, answer: &Answer) -> Verdict {
    let is = |field: &str| {
        let json: Option<Value> = serde_json::from_slice(&answer.body).ok();
        json.and_then(|json| json.get(field)?.as_bool())
    };
    let said = match (how, answer.status) {
        (_, 503) => return Verdict::Refused,
        (How::Introspect, 200) if answer.body == br#"{"active":false}"# => Some(false),
        (How::Introspect, 200) => is("active").filter(|active| *active),
        (How::Verify, 200) => is("valid"),
        (How::Use, 200) => Some(true),
        (How::Use, 401) => Some(false),
        _ => None,
    };
    match said {
        Some(true) => Verdict::Valid,
        Some(false) => Verdict::Invalid,
        None => Verdict::Odd(answer.told()),
    }
}

/// The circumstances of a question.
pub(super) struct Asked {
    /// What was known before it was sent, and after it was answered.
    pub(super) before: Standing,
    pub(super) after: Standing,
    pub(super) node: usize,
    pub(super) sent: Instant,
}

/// What is wrong with an answer, if anything is.
pub(super) fn judge(asked: &Asked, said: &Verdict) -> Option<String> {
    match (said, asked.before, asked.after) {
        (Verdict::Odd(answer), ..) => Some(format!("answered {answer}")),
        (Verdict::Invalid, Standing::Works, Standing::Works) => {
            Some("its making was acknowledged, and it is refused".to_owned())
        }
        (Verdict::Valid, Standing::Ended { at, node }, _) => {
            let late = asked.sent.saturating_duration_since(at);
            let allowed = if node == asked.node { Duration::ZERO } else { ALLOWED };
            (late > allowed)
                .then(|| format!("valid, asked {late:?} after its end was acknowledged"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(before: Standing, after: Standing, node: usize, sent: Instant) -> Asked {
        Asked { before, after, node, sent }
    }

    #[test]
    fn what_ended_may_be_valid_elsewhere_for_a_second_and_here_not_at_all() {
        let at = Instant::now();
        let ended = Standing::Ended { at, node: 0 };
        let valid = |node, after| {
            let sent = at + Duration::from_millis(after);
            judge(&asked(ended, ended, node, sent), &Verdict::Valid)
        };
        assert!(valid(1, 900).is_none() && valid(1, 1100).is_some() && valid(0, 1).is_some());
    }

    #[test]
    fn what_works_is_not_refused_unless_its_end_was_asked_for_meanwhile() {
        let now = Instant::now();
        let judged = |before, after| judge(&asked(before, after, 0, now), &Verdict::Invalid);
        assert!(judged(Standing::Works, Standing::Works).is_some());
        assert!(judged(Standing::Works, Standing::Ending).is_none());
        assert!(judged(Standing::Unknown, Standing::Unknown).is_none());
    }

    #[test]
    fn an_inactive_credential_is_told_of_in_these_bytes_alone() {
        let answer = |body: &str| Answer { status: 200, body: body.into(), took: Duration::ZERO };
        let said = |body: &str| verdict(How::Introspect, &answer(body));
        assert_eq!(said(r#"{"active":false}"#), Verdict::Invalid);
        assert_eq!(said(r#"{"active":true,"sub":"x"}"#), Verdict::Valid);
        assert!(matches!(said(r#"{"active":false,"sub":"x"}"#), Verdict::Odd(_)));
    }
}
