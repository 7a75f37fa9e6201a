//! What the API says when it does not take a message.

use serde::Deserialize;
use tenantry_domain::notification::DeliveryError;

/// The codes that are about the recipient, as <https://www.twilio.com/docs/api/errors> has them. All others, such as
/// those of a trial account (21219, 21608), go away once somebody mends something, or the gateway is well again.
const ABOUT_THE_RECIPIENT: [u32; 10] = [
    21211, // no valid number
    21214, // can't be reached
    21217, // no valid number
    21265, // a short code
    21266, // our own number
    21408, // in a region that the account does not send to
    21610, // has asked for no more messages
    21612, // can't be reached from the sender's number
    21614, // no mobile number
    21635, // a landline
];

#[derive(Deserialize)]
struct Answer {
    code: Option<u32>,
}

/// A message that was not taken. The API's own words are left out, since they may repeat the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the gateway for text messages answered {status}{}", told(*code))]
pub(super) struct Refusal {
    status: u16,
    code: Option<u32>,
}

fn told(code: Option<u32>) -> String {
    code.map(|code| format!(" with error {code}")).unwrap_or_default()
}

impl Refusal {
    /// What this answer says. Whatever stands between us and the API may answer without its form.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let code = serde_json::from_slice(body).ok().and_then(|answer: Answer| answer.code);
        Self { status, code }
    }
}

impl From<Refusal> for DeliveryError {
    fn from(refusal: Refusal) -> Self {
        let about_the_recipient =
            refusal.code.is_some_and(|code| ABOUT_THE_RECIPIENT.contains(&code));
        if (400..500).contains(&refusal.status) && about_the_recipient {
            Self::Never(refusal.into())
        } else {
            Self::Later(refusal.into())
        }
    }
}
