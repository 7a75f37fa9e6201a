//! Changing a password, and getting over a forgotten one.

use std::sync::Arc;

use super::error::{ChangePasswordError, ForgotPasswordError, ResetPasswordError};
use super::gate::PasswordGate;
use super::hasher::PasswordHasher;
use super::policy::{PasswordPolicy, WeakPassword};
use super::queue::PasswordQueue;
use super::store::{PasswordChange, PasswordReset, PasswordStore};
use crate::access::{CredentialUsed, Origin, SessionCaller, SystemScope, Trail, UserScope};
use crate::audit::Action;
use crate::clock::Clock;
use crate::credential::{CredentialFormat, SentSecretKind};
use crate::id::Ids;
use crate::notification::{MessageKind, NewMessage, OutboxStore, Recipient};
use crate::secret::{PlainSecret, SecretSource};
use crate::throttle::{Throttle, ThrottleError};
use crate::user::{EmailAddress, User, UserStatus, UserStore};

const SCOPE: SystemScope = SystemScope::for_job("forgotten passwords");
const KIND: SentSecretKind = SentSecretKind::PasswordReset;

/// What the care for passwords is built from.
pub struct PasswordParts {
    /// Where they are changed.
    pub passwords: Arc<dyn PasswordStore>,
    /// Whose they are.
    pub users: Arc<dyn UserStore>,
    /// What lets through who knows the current one.
    pub gate: Arc<PasswordGate>,
    /// Where whoever resets a password waits for their turn.
    pub queue: Arc<dyn PasswordQueue>,
    /// What hashes the new one.
    pub hasher: Arc<dyn PasswordHasher>,
    /// What the new one must be.
    pub policy: PasswordPolicy,
    /// Where messages wait to be sent.
    pub outbox: Arc<dyn OutboxStore>,
    /// What limits messages.
    pub throttle: Arc<Throttle>,
    /// How links are spelt.
    pub format: CredentialFormat,
    /// What digests links.
    pub secrets: Arc<dyn SecretSource>,
    /// Where names come from.
    pub ids: Arc<dyn Ids>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Passwords.
pub struct PasswordService {
    parts: PasswordParts,
}

impl PasswordService {
    /// The care for passwords, built from these parts.
    pub fn new(parts: PasswordParts) -> Self {
        Self { parts }
    }

    /// Changes the caller's password. Their other sessions end, and they get mail about it.
    pub async fn change(
        &self,
        caller: &SessionCaller,
        current: PlainSecret,
        new: PlainSecret,
    ) -> Result<(), ChangePasswordError> {
        let scope = caller.own_rows();
        let user = self.parts.users.find(&scope).await?.ok_or(ChangePasswordError::Gone)?;
        let origin = &caller.trail().origin;
        let facts = self
            .parts
            .gate
            .pass(user.email.as_str(), current, Action::PasswordChange, origin)
            .await?;
        self.check(&new, &user)?;
        let change = PasswordChange {
            old: facts.password,
            new: self.parts.hasher.hash(new).await?,
            kept: caller.session(),
            news: self.news(&user, origin),
        };
        if self.parts.passwords.change(&scope, change, self.parts.clock.now()).await? {
            Ok(())
        } else {
            Err(ChangePasswordError::WrongPassword)
        }
    }

    /// Has a link sent, if there is somebody to read it. Nobody learns whether there is, nor whether it was asked for too often:
    /// what is looked at here has nothing to do with any account.
    pub async fn forgot(
        &self,
        email: &EmailAddress,
        origin: &Arc<Origin>,
    ) -> Result<(), ForgotPasswordError> {
        self.parts.throttle.request_mail(origin).await?;
        match self.parts.throttle.send("links to reset a password", email.key()).await {
            Ok(()) => {}
            Err(ThrottleError::Throttled(_)) => return Ok(()),
            Err(ThrottleError::Store(error)) => return Err(error.into()),
        }
        let now = self.parts.clock.now();
        let (kind, recipient) = (MessageKind::ResetPassword, Recipient::Email(email.clone()));
        let message = NewMessage::new(kind, recipient, None, origin, &*self.parts.ids, now);
        Ok(self.parts.outbox.enqueue(&SCOPE, message, now).await?)
    }

    /// Puts a new password in place for whoever has the link. All sessions end, and what was tried before is forgotten.
    pub async fn reset(
        &self,
        token: PlainSecret,
        new: PlainSecret,
        origin: &Arc<Origin>,
    ) -> Result<(), ResetPasswordError> {
        if !self.parts.format.recognises_sent(KIND, token.expose()) {
            return Err(ResetPasswordError::InvalidResetToken);
        }
        let _turn = self.parts.queue.turn().await?;
        let digest = KIND.digest(&token, &*self.parts.secrets);
        let found = self.parts.passwords.find_reset(digest, self.parts.clock.now()).await?;
        let owner = found.ok_or(ResetPasswordError::InvalidResetToken)?;
        let trail = Trail::of_person(owner, CredentialUsed::SentSecret, origin);
        let scope = UserScope::of(owner, None, trail);
        let user = self.parts.users.find(&scope).await?;
        let user = user
            .filter(|user| user.status == UserStatus::Active)
            .ok_or(ResetPasswordError::InvalidResetToken)?;
        self.check(&new, &user)?;
        let new = self.parts.hasher.hash(new).await?;
        let reset = PasswordReset { digest, new, news: self.news(&user, origin) };
        // Before the link is used up: should this fail, it can be followed once more.
        self.parts.throttle.forget_attempts(user.email.key()).await?;
        if self.parts.passwords.reset(&scope, reset, self.parts.clock.now()).await? {
            Ok(())
        } else {
            Err(ResetPasswordError::InvalidResetToken)
        }
    }

    fn check(&self, password: &PlainSecret, user: &User) -> Result<(), WeakPassword> {
        self.parts.policy.check(password, &user.own_words())
    }

    fn news(&self, user: &User, origin: &Arc<Origin>) -> NewMessage {
        let recipient = Recipient::Email(user.email.clone());
        let (kind, now) = (MessageKind::PasswordChanged, self.parts.clock.now());
        NewMessage::new(kind, recipient, Some(user.id), origin, &*self.parts.ids, now)
    }
}
