//! Messages that wait to be sent. None holds a secret: codes and links are made at the moment of sending, so that they are fresh
//! however long the mail server was away, and that nothing worth stealing lies in the store.

use std::sync::Arc;

use async_trait::async_trait;
use time::{Duration, OffsetDateTime};

use super::letter::Occurrence;
use crate::access::{Origin, SystemScope};
use crate::id::{Ids, MessageId, UserId};
use crate::invitation::InvitationSubject;
use crate::store_error::StoreError;
use crate::user::{EmailAddress, PhoneNumber};

/// What a message is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MessageKind {
    /// A code for an e-mail address.
    VerifyEmail,
    /// A link to reset a password.
    ResetPassword,
    /// News that a password was changed.
    PasswordChanged,
    /// News of a sign-in from an unknown device.
    NewSignIn,
    /// A code for a phone number.
    VerifyPhone,
    /// A link to join a tenant or an organization.
    Invitation,
}

impl MessageKind {
    /// All there are.
    pub const ALL: [Self; 6] = [
        Self::VerifyEmail,
        Self::ResetPassword,
        Self::PasswordChanged,
        Self::NewSignIn,
        Self::VerifyPhone,
        Self::Invitation,
    ];

    /// Its name in the store, in the metrics and for operators.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::NewSignIn => "new_sign_in",
            Self::VerifyPhone => "verify_phone",
            Self::Invitation => "invitation",
        }
    }

    /// How long it is worth sending. Who waits for a code has asked for another after an hour; news stay news.
    const fn worth_sending(self) -> Option<Duration> {
        match self {
            Self::VerifyEmail | Self::ResetPassword | Self::VerifyPhone => Some(Duration::HOUR),
            Self::PasswordChanged | Self::NewSignIn | Self::Invitation => None,
        }
    }
}

/// Where a message goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Recipient {
    /// By mail.
    Email(EmailAddress),
    /// To a phone.
    Phone(PhoneNumber),
}

impl Recipient {
    /// The address or the number.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Phone(number) => number.as_str(),
        }
    }
}

/// A message to be kept with the change that causes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewMessage {
    /// Names it.
    pub id: MessageId,
    /// What it is about.
    pub kind: MessageKind,
    /// Where it goes.
    pub recipient: Recipient,
    /// Whose account it concerns, where that is known already.
    pub user: Option<UserId>,
    /// Which invitation it is about, if it is about one.
    pub invitation: Option<InvitationSubject>,
    /// Where the request came from that causes it.
    pub origin: Arc<Origin>,
    /// When it is not worth sending any more.
    pub expires_at: Option<OffsetDateTime>,
}

impl NewMessage {
    /// A message that is caused now.
    pub fn new(
        kind: MessageKind,
        recipient: Recipient,
        user: Option<UserId>,
        origin: &Arc<Origin>,
        ids: &dyn Ids,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            id: MessageId::next(ids),
            kind,
            recipient,
            user,
            invitation: None,
            origin: Arc::clone(origin),
            expires_at: kind.worth_sending().map(|long| now + long),
        }
    }

    /// The same about an invitation.
    pub fn about(self, invitation: InvitationSubject) -> Self {
        Self { invitation: Some(invitation), ..self }
    }
}

/// A message as it waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboxMessage {
    /// Names it.
    pub id: MessageId,
    /// What it is about.
    pub kind: MessageKind,
    /// Where it goes.
    pub recipient: Recipient,
    /// Whose account it concerns, where that was known.
    pub user: Option<UserId>,
    /// Which invitation it is about, if it is about one.
    pub invitation: Option<InvitationSubject>,
    /// What caused it.
    pub occurrence: Occurrence,
    /// When it is not worth sending any more.
    pub expires_at: Option<OffsetDateTime>,
    /// How often it was tried to send it.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: OffsetDateTime,
    /// When it was given up.
    pub given_up_at: Option<OffsetDateTime>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}

/// What became of a message that was to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settlement {
    /// It is done with.
    Remove,
    /// It is tried again.
    Retry {
        /// When.
        next_attempt_at: OffsetDateTime,
        /// Why it failed.
        error: String,
    },
    /// An operator has to look at it.
    GiveUp {
        /// Why it failed.
        error: String,
    },
}

/// How many messages there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OutboxDepth {
    /// Waiting to be sent.
    pub waiting: u64,
    /// Given up.
    pub given_up: u64,
}

/// Keeps messages until they are sent.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait OutboxStore: Send + Sync {
    /// Keeps a message that nothing else is changed with.
    async fn enqueue(
        &self,
        scope: &SystemScope,
        message: NewMessage,
        at: OffsetDateTime,
    ) -> Result<(), StoreError>;

    /// Takes up to so many messages whose time has come, which nobody else gets before `until`. Counts the attempt.
    async fn claim(
        &self,
        scope: &SystemScope,
        most: u32,
        at: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<Vec<OutboxMessage>, StoreError>;

    /// Keeps what became of one.
    async fn settle(
        &self,
        scope: &SystemScope,
        message: MessageId,
        settlement: Settlement,
        at: OffsetDateTime,
    ) -> Result<(), StoreError>;

    /// Lists up to so many of those there are, the oldest first.
    async fn list(&self, scope: &SystemScope, most: u32) -> Result<Vec<OutboxMessage>, StoreError>;

    /// Has one sent now, or all there are, also what was given up. Says how many that are.
    async fn retry(
        &self,
        scope: &SystemScope,
        which: Option<MessageId>,
        at: OffsetDateTime,
    ) -> Result<u64, StoreError>;

    /// Counts those there are.
    async fn depth(&self, scope: &SystemScope) -> Result<OutboxDepth, StoreError>;
}
