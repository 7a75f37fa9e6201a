//! What people do to show that addresses are theirs.

use std::sync::Arc;

use super::challenge::{Code, Purpose, challenge_digest};
use super::error::{PhoneError, VerificationError};
use super::store::{ChallengeStore, PhoneOnRecord};
use crate::access::{CredentialUsed, Origin, SessionCaller, SystemScope, Trail, UserScope};
use crate::clock::Clock;
use crate::id::Ids;
use crate::notification::{MessageKind, NewMessage, OutboxStore, Recipient};
use crate::secret::SecretSource;
use crate::throttle::{Throttle, ThrottleError};
use crate::user::{AccountDirectory, EmailAddress, PhoneNumber, UserStore};

const SCOPE: SystemScope = SystemScope::for_job("codes once more");

/// What verification is built from.
pub struct VerificationParts {
    /// Where challenges are kept.
    pub challenges: Arc<dyn ChallengeStore>,
    /// Who has which address.
    pub accounts: Arc<dyn AccountDirectory>,
    /// The accounts themselves.
    pub users: Arc<dyn UserStore>,
    /// Where messages wait to be sent.
    pub outbox: Arc<dyn OutboxStore>,
    /// What limits guesses and messages.
    pub throttle: Arc<Throttle>,
    /// What digests codes.
    pub secrets: Arc<dyn SecretSource>,
    /// Where names come from.
    pub ids: Arc<dyn Ids>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Verification of e-mail addresses and phone numbers.
pub struct VerificationService {
    parts: VerificationParts,
}

impl VerificationService {
    /// Verification built from these parts.
    pub fn new(parts: VerificationParts) -> Self {
        Self { parts }
    }

    /// Takes an address for verified whose owner has read the code that was sent there.
    pub async fn verify_email(
        &self,
        email: &EmailAddress,
        code: &str,
        origin: &Arc<Origin>,
    ) -> Result<(), VerificationError> {
        self.parts.throttle.try_code(origin).await?;
        let code = Code::typed(code).or(Err(VerificationError::InvalidCode))?;
        self.guess(Purpose::Email, email.key()).await?;
        let account = self.parts.accounts.find_account(email).await?;
        let account = account.ok_or(VerificationError::InvalidCode)?;
        let digest = self.digest(Purpose::Email, &account.user, email.key(), &code);
        let trail = Trail::of_person(account.user, CredentialUsed::SentSecret, origin);
        let scope = UserScope::of(account.user, None, trail);
        let now = self.parts.clock.now();
        if !self.parts.challenges.verify_email(&scope, digest, now).await? {
            return Err(VerificationError::InvalidCode);
        }
        self.guessed_right(Purpose::Email, email.key()).await;
        Ok(())
    }

    /// Has the code sent once more, if there is somebody to verify that address. Nobody learns whether there is, nor whether it
    /// was asked for too often: what is looked at here has nothing to do with any account.
    pub async fn resend_email(
        &self,
        email: &EmailAddress,
        origin: &Arc<Origin>,
    ) -> Result<(), VerificationError> {
        self.parts.throttle.request_mail(origin).await?;
        match self.parts.throttle.send("codes by mail", email.key()).await {
            Ok(()) => {}
            Err(ThrottleError::Throttled(_)) => return Ok(()),
            Err(ThrottleError::Store(error)) => return Err(error.into()),
        }
        let now = self.parts.clock.now();
        let recipient = Recipient::Email(email.clone());
        let kind = MessageKind::VerifyEmail;
        let message = NewMessage::new(kind, recipient, None, origin, &*self.parts.ids, now);
        Ok(self.parts.outbox.enqueue(&SCOPE, message, now).await?)
    }

    /// Takes a number for the caller's that is still to be verified, and has a code sent there.
    pub async fn add_phone(
        &self,
        caller: &SessionCaller,
        number: PhoneNumber,
    ) -> Result<(), PhoneError> {
        let on_record = self.phone_of(caller).await?;
        may_become(&number, on_record.as_ref())?;
        self.parts.throttle.name_phone(&caller.user().to_string()).await?;
        self.parts.throttle.text(number.as_str()).await?;
        let now = self.parts.clock.now();
        let message = self.phone_message(caller, &number, now);
        let decide = |on_record: Option<&PhoneOnRecord>| may_become(&number, on_record);
        let scope = caller.own_rows();
        self.parts.challenges.change_phone(&scope, number.clone(), message, &decide, now).await
    }

    /// Has the code for the number at hand sent once more.
    pub async fn resend_phone(&self, caller: &SessionCaller) -> Result<(), PhoneError> {
        let on_record = self.phone_of(caller).await?;
        let phone = on_record.filter(|phone| !phone.verified).ok_or(PhoneError::NoPhone)?;
        let address = of_caller(caller, &phone.number);
        self.parts.throttle.send("codes by phone", &address).await?;
        self.parts.throttle.text(phone.number.as_str()).await?;
        let now = self.parts.clock.now();
        let message = self.phone_message(caller, &phone.number, now);
        Ok(self.parts.outbox.enqueue(&SCOPE, message, now).await?)
    }

    /// Takes the number at hand for verified if the caller has read the code that was sent there.
    pub async fn verify_phone(
        &self,
        caller: &SessionCaller,
        code: &str,
    ) -> Result<(), VerificationError> {
        let code = Code::typed(code).or(Err(VerificationError::InvalidCode))?;
        let user = self.parts.users.find(&caller.own_rows()).await?;
        let number = user.and_then(|user| user.phone_number);
        let number = number.ok_or(VerificationError::InvalidCode)?;
        let address = of_caller(caller, &number);
        self.guess(Purpose::Phone, &address).await?;
        let digest = self.digest(Purpose::Phone, &caller.user(), number.as_str(), &code);
        let now = self.parts.clock.now();
        if !self.parts.challenges.verify_phone(&caller.own_rows(), digest, now).await? {
            return Err(VerificationError::InvalidCode);
        }
        self.guessed_right(Purpose::Phone, &address).await;
        Ok(())
    }

    async fn guess(&self, purpose: Purpose, address: &str) -> Result<(), VerificationError> {
        match self.parts.throttle.guess(purpose.as_str(), address).await {
            Ok(()) => Ok(()),
            // Too many guesses look like one more wrong one, so that nobody can tell when to go on.
            Err(ThrottleError::Throttled(_)) => Err(VerificationError::InvalidCode),
            Err(ThrottleError::Store(error)) => Err(error.into()),
        }
    }

    /// What failed before does not count any more. Should that not be kept, it counts for an hour, and the code did its work all
    /// the same.
    async fn guessed_right(&self, purpose: Purpose, address: &str) {
        drop(self.parts.throttle.guessed_right(purpose.as_str(), address).await);
    }

    async fn phone_of(&self, caller: &SessionCaller) -> Result<Option<PhoneOnRecord>, PhoneError> {
        let user = self.parts.users.find(&caller.own_rows()).await?.ok_or(PhoneError::Gone)?;
        let verified = user.phone_verified;
        Ok(user.phone_number.map(|number| PhoneOnRecord { number, verified }))
    }

    fn phone_message(
        &self,
        caller: &SessionCaller,
        number: &PhoneNumber,
        now: time::OffsetDateTime,
    ) -> NewMessage {
        let recipient = Recipient::Phone(number.clone());
        let (user, origin) = (Some(caller.user()), &caller.trail().origin);
        NewMessage::new(MessageKind::VerifyPhone, recipient, user, origin, &*self.parts.ids, now)
    }

    fn digest(
        &self,
        purpose: Purpose,
        user: &crate::id::UserId,
        address: &str,
        code: &Code,
    ) -> crate::secret::SecretDigest {
        challenge_digest(purpose, *user, address, code, &*self.parts.secrets)
    }
}

/// A number that is verified needs no second code; any other takes the old one's place.
fn may_become(number: &PhoneNumber, on_record: Option<&PhoneOnRecord>) -> Result<(), PhoneError> {
    match on_record {
        Some(phone) if phone.verified && phone.number == *number => {
            Err(PhoneError::AlreadyVerified)
        }
        Some(_) | None => Ok(()),
    }
}

/// Whose number it is counts too: what somebody else does with the same number is theirs.
fn of_caller(caller: &SessionCaller, number: &PhoneNumber) -> String {
    format!("{} {}", caller.user(), number.as_str())
}
