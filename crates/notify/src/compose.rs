//! A letter as the bytes that travel: headers and both bodies (RFC 5322, RFC 2046).

use std::time::SystemTime;

use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox as Header, Message, MultiPart, SinglePart};
use tenantry_domain::notification::{DeliveryError, Letter};
use time::OffsetDateTime;

use crate::brand::Brand;
use crate::mailbox::{Mailbox, with_ascii_domain};
use crate::rendering::render;

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// No mail can be sent to an address like this.
    #[error("the recipient's address is none that mail can be sent to")]
    Recipient(#[source] lettre::address::AddressError),
    /// Its words could not be put together.
    #[error("the letter's words could not be put together")]
    Words(#[source] askama::Error),
    /// Its headers could not be put together.
    #[error("the letter's headers could not be put together")]
    Headers(#[source] lettre::error::Error),
}

impl From<ComposeError> for DeliveryError {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Recipient(_) => Self::Never(error.into()),
            ComposeError::Words(_) | ComposeError::Headers(_) => Self::Later(error.into()),
        }
    }
}

/// A mail, ready to go.
pub(crate) struct Composed {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Writes a letter.
pub(crate) fn compose(
    letter: &Letter,
    brand: &Brand,
    from: &Mailbox,
    at: OffsetDateTime,
) -> Result<Composed, ComposeError> {
    let to = with_ascii_domain(letter.to.as_str()).map_err(ComposeError::Recipient)?;
    let words = render(letter, brand).map_err(ComposeError::Words)?;
    let sender = from.address();
    let message = Message::builder()
        .from(from.header())
        .to(Header::new(None, to.clone()))
        .subject(words.subject)
        .date(SystemTime::from(at))
        // The same in every attempt, so that mail servers can tell a second copy.
        .message_id(Some(format!("<{}@{}>", letter.id, sender.domain())))
        .raw_header(automatic())
        .multipart(
            MultiPart::alternative()
                .singlepart(SinglePart::plain(plain(&words.text)))
                .singlepart(SinglePart::html(words.html.clone())),
        )
        .map_err(ComposeError::Headers)?;
    Ok(Composed {
        from: sender.clone(),
        to,
        bytes: message.formatted(),
        text: words.text,
        html: words.html,
    })
}

/// The longest line that may travel as it is (RFC 5322 §2.1.1).
const LONGEST_LINE: usize = 998;

/// The plain text as it is, where it can travel so: whoever opens the file of a mail finds code and link in one piece.
fn plain(text: &str) -> Body {
    let as_it_is = text.is_ascii() && text.lines().all(|line| line.len() <= LONGEST_LINE);
    if as_it_is {
        let lines: Vec<&str> = text.lines().collect();
        let bytes = lines.join("\r\n").into_bytes();
        Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::SevenBit)
    } else {
        Body::new(text.to_owned())
    }
}

/// Tells other programs not to answer (RFC 3834 §5).
fn automatic() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_travels_as_it_is_where_it_can() {
        let link = format!("open\n{}\n", "x".repeat(200));
        let body = plain(&link);
        assert_eq!(body.encoding(), ContentTransferEncoding::SevenBit);
        assert_eq!(body.as_ref(), link.trim_end().replace('\n', "\r\n").as_bytes());
    }

    #[test]
    fn what_cannot_travel_so_is_encoded() {
        for text in ["Grüße".to_owned(), "x".repeat(999)] {
            assert_ne!(plain(&text).encoding(), ContentTransferEncoding::SevenBit);
        }
    }
}
