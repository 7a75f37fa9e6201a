//! Messages as their readers are to understand them. How they look is the affair of whoever sends them.

use std::sync::Arc;

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};

use crate::access::Origin;
use crate::id::MessageId;
use crate::secret::PlainSecret;
use crate::user::{EmailAddress, PhoneNumber};

/// Something that happened to an account, for its owner to recognise or to be alarmed by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// When.
    pub at: OffsetDateTime,
    /// From where.
    pub origin: Arc<Origin>,
}

/// What a mail says.
pub enum LetterContent {
    /// The code that shows the address to be theirs.
    VerifyEmail {
        /// Six digits.
        code: PlainSecret,
        /// How long they are good.
        valid_for: Duration,
    },
    /// The link that lets them choose a new password.
    ResetPassword {
        /// What goes behind the link's `#token=`.
        token: PlainSecret,
        /// How long it is good.
        valid_for: Duration,
    },
    /// Their password was changed.
    PasswordChanged(Occurrence),
    /// Somebody signed in to their account from a device that it has not seen before.
    NewSignIn(Occurrence),
    /// Somebody wants them in an organization.
    Invitation {
        /// What the organization is called.
        organization: String,
        /// Who invites.
        inviter: String,
        /// What goes behind the link's `#token=`.
        token: PlainSecret,
        /// How long it is good.
        valid_for: Duration,
    },
}

/// A mail to somebody.
pub struct Letter {
    /// Names it: the same in every attempt to send it.
    pub id: MessageId,
    /// Whom it is for.
    pub to: EmailAddress,
    /// How to address them, where that is known.
    pub first_name: Option<String>,
    /// What it says.
    pub content: LetterContent,
}

/// A text message to somebody's phone: so far there is one kind, the code that shows the number to be theirs.
pub struct TextMessage {
    /// Names it: the same in every attempt to send it.
    pub id: MessageId,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// Six digits.
    pub code: PlainSecret,
    /// How long they are good.
    pub valid_for: Duration,
}

/// Why a message was not sent. Neither says anything of what is in the message.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// It may go through later.
    #[error("the message could not be sent now")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It never will: the recipient can't receive it.
    #[error("the message can't be delivered")]
    Never(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Sends mail.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Returns when another system has taken the mail over.
    async fn send(&self, letter: &Letter) -> Result<(), DeliveryError>;
}

/// Sends text messages to phones.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait TextMessenger: Send + Sync {
    /// Returns when another system has taken the message over.
    async fn send(&self, message: &TextMessage) -> Result<(), DeliveryError>;
}
