//! Each kind of letter with made-up content, for whoever configures the look of mails.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use tenantry_domain::access::Origin;
use tenantry_domain::id::MessageId;
use tenantry_domain::notification::{Letter, LetterContent, Occurrence};
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::user::EmailAddress;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::brand::Brand;
use crate::compose::{ComposeError, compose};
use crate::kind;
use crate::mailbox::Mailbox;

/// The names of all letters that can be previewed.
pub const PREVIEWS: &[&str] = &[
    kind::VERIFY_EMAIL,
    kind::RESET_PASSWORD,
    kind::PASSWORD_CHANGED,
    kind::NEW_SIGN_IN,
    kind::INVITATION,
];

const AT: OffsetDateTime = datetime!(2026-11-21 10:15 UTC);
const TOKEN: &str = "example-R3JlZXRpbmdzLCBjdXJpb3VzIHJlYWRlciE";

/// An example of a letter.
pub struct Preview {
    /// The whole mail, as mail programs open it.
    pub eml: Vec<u8>,
    /// Its body as a web page.
    pub html: String,
    /// Its body in plain text.
    pub text: String,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// There is no letter of this name.
    #[error("there is no such mail; there are {}", PREVIEWS.join(", "))]
    Unknown,
    /// The example could not be written.
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

/// The letter of this name as the installation would send it.
pub fn preview(name: &str, brand: &Brand, from: &Mailbox) -> Result<Preview, PreviewError> {
    let content = example(name).ok_or(PreviewError::Unknown)?;
    let to = EmailAddress::new("ada@example.com").or(Err(PreviewError::Unknown))?;
    let id = MessageId::new(Uuid::nil());
    let letter = Letter { id, to, first_name: Some("Ada".into()), content };
    let mail = compose(&letter, brand, from, AT)?;
    Ok(Preview { eml: mail.bytes, html: mail.html, text: mail.text })
}

fn example(name: &str) -> Option<LetterContent> {
    match name {
        kind::VERIFY_EMAIL => Some(LetterContent::VerifyEmail {
            code: PlainSecret::new("123456"),
            valid_for: Duration::minutes(10),
        }),
        kind::RESET_PASSWORD => Some(LetterContent::ResetPassword {
            token: PlainSecret::new(TOKEN),
            valid_for: Duration::minutes(30),
        }),
        kind::PASSWORD_CHANGED => Some(LetterContent::PasswordChanged(occurrence())),
        kind::NEW_SIGN_IN => Some(LetterContent::NewSignIn(occurrence())),
        kind::INVITATION => Some(LetterContent::Invitation {
            organization: "Analytical Engines".into(),
            inviter: "Charles Babbage".into(),
            token: PlainSecret::new(TOKEN),
            valid_for: Duration::days(7),
        }),
        _ => None,
    }
}

fn occurrence() -> Occurrence {
    let origin = Origin {
        ip: Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))),
        user_agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0".into()),
        request_id: None,
    };
    Occurrence { at: AT, origin: Arc::new(origin) }
}
