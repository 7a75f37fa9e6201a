//! Why a mail did not go through, and whether it ever will.
//!
//! What is told of it holds nothing of the mail and no password: where a server may have repeated either, its words are
//! left out.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use tenantry_domain::notification::DeliveryError;

/// As much of a server's words as helps.
const LONGEST: usize = 200;

/// How far it came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    Connecting,
    Encrypting,
    Authenticating,
    Sender,
    Recipient,
    Content,
    Whole,
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Connecting => "connecting to the mail server",
            Self::Encrypting => "encrypting the connection to the mail server",
            Self::Authenticating => "signing in to the mail server",
            Self::Sender => "naming the sender",
            Self::Recipient => "naming the recipient",
            Self::Content => "handing the mail over",
            Self::Whole => "sending the mail",
        })
    }
}

/// What the server's enhanced status code says (RFC 3463): class, subject, detail.
type Status = (u16, u16, u16);

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error("there was no answer in time")]
    TimedOut,
    #[error("the server answered {code}{}", said(words.as_deref()))]
    Answer { code: u16, status: Option<Status>, words: Option<String> },
    #[error("{0}")]
    Broken(String),
    #[error("the server can't take an address in letters other than ASCII (SMTPUTF8)")]
    NeedsSmtpUtf8,
}

fn said(words: Option<&str>) -> String {
    words.map(|words| format!(": {words}")).unwrap_or_default()
}

/// Why a mail did not go through.
#[derive(Debug, thiserror::Error)]
#[error("{stage} failed: {reason}")]
pub(super) struct Failure {
    stage: Stage,
    reason: Reason,
}

impl Failure {
    /// Nothing came back.
    pub(super) fn timed_out(stage: Stage) -> Self {
        Self { stage, reason: Reason::TimedOut }
    }

    /// The server lacks what the recipient's address needs.
    pub(super) fn needs_smtputf8() -> Self {
        Self { stage: Stage::Recipient, reason: Reason::NeedsSmtpUtf8 }
    }

    /// Whether the next mail may use the same connection: both sides know that this one is over.
    pub(super) fn leaves_the_connection_sound(&self) -> bool {
        match self.reason {
            // 421 announces that the server hangs up.
            Reason::Answer { code, .. } => code != 421,
            Reason::NeedsSmtpUtf8 => true,
            Reason::TimedOut | Reason::Broken(_) => false,
        }
    }

    fn of(stage: Stage, error: &Error) -> Self {
        let tells_nothing = matches!(stage, Stage::Authenticating | Stage::Content);
        let reason = if let Some(code) = error.status() {
            let words = std::error::Error::source(error).map(|words| words.to_string());
            let status = words.as_deref().and_then(status);
            let told = match status {
                Some((class, subject, detail)) if tells_nothing => {
                    Some(format!("{class}.{subject}.{detail}"))
                }
                _ => words.filter(|_| !tells_nothing).map(|words| printable(&words)),
            };
            Reason::Answer { code: code.into(), status, words: told }
        } else if error.is_response() && tells_nothing {
            Reason::Broken("the server's answer can't be understood".into())
        } else {
            Reason::Broken(printable(&error.to_string()))
        };
        Self { stage, reason }
    }

    /// Whether the server refuses this recipient for good. What is wrong with us, our address or the server passes once
    /// somebody mends it.
    fn is_final(&self) -> bool {
        match self.reason {
            Reason::Answer { code, status, .. } => match (self.stage, status) {
                // Some servers speak of the sender only when they hear of the recipient.
                (Stage::Recipient | Stage::Content, Some((5, 1, 7 | 8))) => false,
                // No such mailbox, no such domain, moved, closed; a full one (5.2.2) may be emptied.
                (Stage::Recipient | Stage::Content, Some((5, 1, 1..) | (5, 2, 1))) => true,
                (Stage::Recipient, None | Some((5, 0 | 1, 0))) => matches!(code, 550 | 551 | 553),
                _ => false,
            },
            Reason::NeedsSmtpUtf8 => true,
            Reason::TimedOut | Reason::Broken(_) => false,
        }
    }
}

impl From<Failure> for DeliveryError {
    fn from(failure: Failure) -> Self {
        if failure.is_final() { Self::Never(failure.into()) } else { Self::Later(failure.into()) }
    }
}

/// One step, which must end in time.
pub(super) async fn within<T>(
    limit: Duration,
    stage: Stage,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(limit, step).await {
        Ok(done) => done.map_err(|error| Failure::of(stage, &error)),
        Err(_) => Err(Failure::timed_out(stage)),
    }
}

fn status(words: &str) -> Option<Status> {
    let mut parts = words.split_whitespace().next()?.split('.').map(|part| part.parse().ok());
    let status = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(status)
}

fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn answer(stage: Stage, code: u16, words: &str) -> Failure {
        let words = Some(words.to_owned());
        let status = words.as_deref().and_then(status);
        Failure { stage, reason: Reason::Answer { code, status, words } }
    }

    #[rstest]
    #[case(Stage::Recipient, 550, "no such user here")]
    #[case(Stage::Recipient, 550, "5.1.1 no such user here")]
    #[case(Stage::Recipient, 550, "5.0.0 mailbox unavailable")]
    #[case(Stage::Recipient, 551, "user not local")]
    #[case(Stage::Recipient, 553, "mailbox name not allowed")]
    #[case(Stage::Recipient, 554, "5.1.2 no such domain")]
    #[case(Stage::Recipient, 556, "5.1.10 the domain takes no mail")]
    #[case(Stage::Recipient, 550, "5.2.1 the mailbox is closed")]
    #[case(Stage::Content, 550, "5.1.1 no such user here")]
    fn a_recipient_who_is_refused_is_refused_for_good(
        #[case] stage: Stage,
        #[case] code: u16,
        #[case] words: &str,
    ) {
        assert!(answer(stage, code, words).is_final());
    }

    #[rstest]
    #[case(Stage::Connecting, 554, "no service for you")]
    #[case(Stage::Authenticating, 535, "5.7.8 wrong")]
    #[case(Stage::Sender, 550, "no such sender")]
    #[case(Stage::Sender, 530, "5.7.0 authentication required")]
    #[case(Stage::Recipient, 450, "4.2.0 greylisted")]
    #[case(Stage::Recipient, 450, "try again")]
    #[case(Stage::Recipient, 550, "5.7.1 relaying denied")]
    #[case(Stage::Recipient, 550, "5.1.8 sender address rejected")]
    #[case(Stage::Recipient, 552, "5.2.2 mailbox full")]
    #[case(Stage::Recipient, 554, "relay access denied")]
    #[case(Stage::Content, 550, "looks like spam")]
    #[case(Stage::Content, 554, "5.7.1 looks like spam")]
    fn anything_else_may_pass(#[case] stage: Stage, #[case] code: u16, #[case] words: &str) {
        assert!(!answer(stage, code, words).is_final());
    }
}
