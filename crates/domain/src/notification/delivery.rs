//! From a message that waits to one that is sent.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};

use super::letter::{DeliveryError, Letter, LetterContent, Mailer, TextMessage, TextMessenger};
use super::outbox::{MessageKind, OutboxDepth, OutboxMessage, OutboxStore, Recipient, Settlement};
use crate::access::{SystemScope, Trail, UserScope};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, SentSecretKind};
use crate::id::{MessageId, UserId};
use crate::invitation::{InvitationLetter, InvitationStore};
use crate::secret::{PlainSecret, SecretSource};
use crate::store_error::StoreError;
use crate::user::{Account, AccountDirectory, EmailAddress, PhoneNumber, UserStatus};
use crate::verification::{
    Challenge, ChallengeStore, Code, Purpose, SecretLifetimes, challenge_digest,
};

const SCOPE: SystemScope = SystemScope::for_job("outbox");

/// How long a message may take to be sent before another node takes it for abandoned: longer than any sender is patient.
const CLAIM: Duration = Duration::seconds(120);

/// How long it is tried to send a message that is always worth sending, and has no end of its own.
const PATIENCE: Duration = Duration::DAY;

/// The pause after the first try that failed; each is three times as long as the one before.
const FIRST_PAUSE: Duration = Duration::seconds(5);
const LONGEST_PAUSE: Duration = Duration::HOUR;

/// What delivery is built from.
pub struct DeliveryParts {
    /// Where messages wait.
    pub outbox: Arc<dyn OutboxStore>,
    /// Who has which address.
    pub accounts: Arc<dyn AccountDirectory>,
    /// Where is kept what was sent.
    pub challenges: Arc<dyn ChallengeStore>,
    /// Where invitations are kept.
    pub invitations: Arc<dyn InvitationStore>,
    /// What sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// What sends text messages.
    pub messenger: Arc<dyn TextMessenger>,
    /// Where codes and links come from.
    pub secrets: Arc<dyn SecretSource>,
    /// How links are spelt.
    pub format: CredentialFormat,
    /// How long codes and links are good.
    pub lifetimes: SecretLifetimes,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// What became of a message, for the metrics.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Delivered {
    /// Another system has taken it over.
    Sent,
    /// Nobody is there to read it, or it came to be not worth sending.
    Dropped,
    /// It will be tried again.
    Postponed,
    /// It is left to an operator.
    GivenUp,
}

impl Delivered {
    /// Its name in the metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Dropped => "dropped",
            Self::Postponed => "postponed",
            Self::GivenUp => "given_up",
        }
    }
}

/// Why a message was not sent this time.
enum Failure {
    Delivery(DeliveryError),
    Store(StoreError),
}

/// Delivery.
pub struct Delivery {
    parts: DeliveryParts,
}

impl Delivery {
    /// Delivery built from these parts.
    pub fn new(parts: DeliveryParts) -> Self {
        Self { parts }
    }

    /// Takes up to so many messages whose time has come, each of which is to be given to [`deliver`](Self::deliver).
    pub async fn claim(&self, most: u32) -> Result<Vec<OutboxMessage>, StoreError> {
        let now = self.parts.clock.now();
        self.parts.outbox.claim(&SCOPE, most, now, now + CLAIM).await
    }

    /// Sends a message, and keeps what became of it.
    pub async fn deliver(&self, message: &OutboxMessage) -> Result<Delivered, StoreError> {
        let now = self.parts.clock.now();
        let (delivered, settlement) = if message.expires_at.is_some_and(|end| end <= now) {
            (Delivered::Dropped, Settlement::Remove)
        } else {
            match self.send(message, now).await {
                Ok(true) => (Delivered::Sent, Settlement::Remove),
                Ok(false) => (Delivered::Dropped, Settlement::Remove),
                Err(failure) => after(&failure, message, self.parts.clock.now()),
            }
        };
        self.parts.outbox.settle(&SCOPE, message.id, settlement, self.parts.clock.now()).await?;
        Ok(delivered)
    }

    /// How many messages there are.
    pub async fn depth(&self) -> Result<OutboxDepth, StoreError> {
        self.parts.outbox.depth(&SCOPE).await
    }

    /// Says whether it was sent; not, where there is nobody to read it.
    async fn send(&self, message: &OutboxMessage, now: OffsetDateTime) -> Result<bool, Failure> {
        match &message.recipient {
            Recipient::Email(address) if message.kind == MessageKind::Invitation => {
                self.send_invitation(message, address, now).await
            }
            Recipient::Email(address) => {
                let account = self.parts.accounts.find_account(address).await?;
                let Some(account) = account.filter(|account| is_for(account, message)) else {
                    return Ok(false);
                };
                self.send_mail(message, address, account, now).await
            }
            Recipient::Phone(number) => match message.user {
                Some(user) => self.send_code_to_phone(message, number, user, now).await,
                None => Ok(false),
            },
        }
    }

    async fn send_mail(
        &self,
        message: &OutboxMessage,
        address: &EmailAddress,
        account: Account,
        now: OffsetDateTime,
    ) -> Result<bool, Failure> {
        let lifetimes = &self.parts.lifetimes;
        let content = match message.kind {
            MessageKind::VerifyEmail if account.email_verified => return Ok(false),
            MessageKind::VerifyEmail => {
                let (user, key) = (account.user, address.key());
                let code = self.new_code(Purpose::Email, message, user, key, now).await?;
                let Some(code) = code else { return Ok(false) };
                LetterContent::VerifyEmail { code, valid_for: lifetimes.code }
            }
            MessageKind::ResetPassword => {
                let token = self.new_reset_token(message, &account, address, now).await?;
                let Some(token) = token else { return Ok(false) };
                LetterContent::ResetPassword { token, valid_for: lifetimes.password_reset }
            }
            MessageKind::PasswordChanged => {
                LetterContent::PasswordChanged(message.occurrence.clone())
            }
            MessageKind::NewSignIn => LetterContent::NewSignIn(message.occurrence.clone()),
            MessageKind::VerifyPhone | MessageKind::Invitation => return Ok(false),
        };
        let to = account.email;
        let first_name = Some(account.first_name.into_string());
        let letter = Letter { id: message.id, to, first_name, content };
        self.parts.mailer.send(&letter).await?;
        Ok(true)
    }

    /// Who is invited may have no account.
    async fn send_invitation(
        &self,
        message: &OutboxMessage,
        address: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<bool, Failure> {
        let Some(subject) = message.invitation else { return Ok(false) };
        let (kind, secrets) = (SentSecretKind::Invitation, &*self.parts.secrets);
        let token = self.parts.format.mint_sent(kind, secrets.entropy());
        let digest = kind.digest(&token, secrets);
        let said = self.parts.invitations.issue_link(&SCOPE, subject, digest, now).await?;
        let Some(InvitationLetter { group, inviter, expires_at }) = said else { return Ok(false) };
        let valid_for = expires_at - now;
        let content = LetterContent::Invitation { organization: group, inviter, token, valid_for };
        let letter = Letter { id: message.id, to: address.clone(), first_name: None, content };
        self.parts.mailer.send(&letter).await?;
        Ok(true)
    }

    async fn send_code_to_phone(
        &self,
        message: &OutboxMessage,
        number: &PhoneNumber,
        user: UserId,
        now: OffsetDateTime,
    ) -> Result<bool, Failure> {
        let code = self.new_code(Purpose::Phone, message, user, number.as_str(), now).await?;
        let Some(code) = code else { return Ok(false) };
        let valid_for = self.parts.lifetimes.code;
        let text = TextMessage { id: message.id, to: number.clone(), code, valid_for };
        self.parts.messenger.send(&text).await?;
        Ok(true)
    }

    /// `None` where the address is not the account's any more.
    async fn new_code(
        &self,
        purpose: Purpose,
        message: &OutboxMessage,
        user: UserId,
        address: &str,
        now: OffsetDateTime,
    ) -> Result<Option<PlainSecret>, StoreError> {
        let code = Code::from_entropy(self.parts.secrets.entropy());
        let digest = challenge_digest(purpose, user, address, &code, &*self.parts.secrets);
        let expires_at = now + self.parts.lifetimes.code;
        let challenge = Challenge { purpose, address: address.to_owned(), digest, expires_at };
        let kept = self.parts.challenges.put(&scope(user, message), challenge, now).await?;
        Ok(kept.then(|| code.into_secret()))
    }

    /// `None` where the address is not the account's any more.
    async fn new_reset_token(
        &self,
        message: &OutboxMessage,
        account: &Account,
        address: &EmailAddress,
        now: OffsetDateTime,
    ) -> Result<Option<PlainSecret>, StoreError> {
        let secrets = &*self.parts.secrets;
        let kind = SentSecretKind::PasswordReset;
        let token = self.parts.format.mint_sent(kind, secrets.entropy());
        let challenge = Challenge {
            purpose: Purpose::PasswordReset,
            address: address.key().to_owned(),
            digest: kind.digest(&token, secrets),
            expires_at: now + self.parts.lifetimes.password_reset,
        };
        let kept = self.parts.challenges.put(&scope(account.user, message), challenge, now).await?;
        Ok(kept.then_some(token))
    }
}

/// Whether the account that has the address now is the one that was meant, and may be used.
fn is_for(account: &Account, message: &OutboxMessage) -> bool {
    message.user.is_none_or(|user| user == account.user) && account.status == UserStatus::Active
}

/// Leave to keep what is sent to a person, who has not shown to be anybody by having it sent.
fn scope(user: UserId, message: &OutboxMessage) -> UserScope {
    UserScope::of(user, None, Trail::of_stranger(&message.occurrence.origin))
}

fn after(
    failure: &Failure,
    message: &OutboxMessage,
    now: OffsetDateTime,
) -> (Delivered, Settlement) {
    let error = failure.in_words();
    let next_attempt_at = now + pause_after(message.attempts);
    let hopeless = matches!(failure, Failure::Delivery(DeliveryError::Never(_)));
    let end = message.expires_at.unwrap_or(message.occurrence.at + PATIENCE);
    if hopeless || (message.expires_at.is_none() && now >= end) {
        (Delivered::GivenUp, Settlement::GiveUp { error })
    } else {
        (Delivered::Postponed, Settlement::Retry { next_attempt_at, error })
    }
}

/// How long to wait after so many tries.
fn pause_after(attempts: u32) -> Duration {
    let factor = 3_i32.checked_pow(attempts.saturating_sub(1)).unwrap_or(i32::MAX);
    FIRST_PAUSE.checked_mul(factor).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

impl Failure {
    /// The error with its causes, none of which knows what is in the message.
    fn in_words(&self) -> String {
        let error: &dyn std::error::Error = match self {
            Self::Delivery(error) => error,
            Self::Store(error) => error,
        };
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        let words: Vec<String> =
            std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect();
        words.join(": ").chars().take(500).collect()
    }
}

impl From<DeliveryError> for Failure {
    fn from(error: DeliveryError) -> Self {
        Self::Delivery(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What an operator does with the messages that wait.
pub struct OutboxService {
    outbox: Arc<dyn OutboxStore>,
    clock: Arc<dyn Clock>,
}

impl OutboxService {
    /// The messages kept in this store.
    pub fn new(outbox: Arc<dyn OutboxStore>, clock: Arc<dyn Clock>) -> Self {
        Self { outbox, clock }
    }

    /// Up to a thousand of those there are, the oldest first.
    pub async fn list(&self) -> Result<Vec<OutboxMessage>, StoreError> {
        self.outbox.list(&SCOPE, 1000).await
    }

    /// Has one sent now, or all there are. Says how many that are.
    pub async fn retry(&self, which: Option<MessageId>) -> Result<u64, StoreError> {
        self.outbox.retry(&SCOPE, which, self.clock.now()).await
    }
}
