//! The one way past a password, whatever it is asked for: throttled, as slow for an account that does not exist, and told of in
//! the audit log.

use std::sync::Arc;

use super::hasher::{HashingError, PasswordHasher, Verdict};
use super::queue::PasswordQueue;
use crate::access::{Origin, SystemScope, Trail, UserScope};
use crate::audit::{Action, AuditStore, NewAuditEvent, Outcome, Target};
use crate::clock::Clock;
use crate::secret::PlainSecret;
use crate::session::{LoginFacts, SessionDirectory};
use crate::store_error::StoreError;
use crate::throttle::{Throttle, ThrottleError, Throttled};
use crate::user::{EmailAddress, UserStatus, UserStore};

const SCOPE: SystemScope = SystemScope::for_job("refused passwords");

/// Why nobody was let through.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// Unknown address, wrong password or suspended account: nobody learns which.
    #[error("the e-mail address or the password is wrong")]
    Wrong,
    /// It was tried too often, with this address or from this network.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password couldn't be compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the gate is built from.
pub struct GateParts {
    /// Where whoever comes waits for their turn.
    pub queue: Arc<dyn PasswordQueue>,
    /// What a password is checked against.
    pub directory: Arc<dyn SessionDirectory>,
    /// What compares passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Where a stronger hash is put.
    pub users: Arc<dyn UserStore>,
    /// What limits attempts.
    pub throttle: Arc<Throttle>,
    /// Where it is told of.
    pub audit: Arc<dyn AuditStore>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Lets through who knows a password.
pub struct PasswordGate {
    parts: GateParts,
}

impl PasswordGate {
    /// A gate built from these parts.
    pub fn new(parts: GateParts) -> Self {
        Self { parts }
    }

    /// What is known of the account, for whoever knows its password. Who is refused is told of as somebody who tried `action`;
    /// who is let through is told of by what they do then.
    pub async fn pass(
        &self,
        email: &str,
        password: PlainSecret,
        action: Action,
        origin: &Arc<Origin>,
    ) -> Result<LoginFacts, GateError> {
        let _turn = self.parts.queue.turn().await?;
        let again = PlainSecret::new(password.expose());
        match self.try_to_pass(email, password, action, origin).await? {
            Some(facts) => Ok(facts),
            None => self.try_to_pass(email, again, action, origin).await?.ok_or(GateError::Wrong),
        }
    }

    /// `None` where the hash was replaced while a stronger one was being made: by another attempt like this one, or along with
    /// the password.
    async fn try_to_pass(
        &self,
        email: &str,
        password: PlainSecret,
        action: Action,
        origin: &Arc<Origin>,
    ) -> Result<Option<LoginFacts>, GateError> {
        let address = EmailAddress::new(email).ok();
        let key =
            address.as_ref().map_or_else(|| email.trim().to_lowercase(), |it| it.key().into());
        // The account is looked up in any case, so that nothing is told by the time that a refusal takes.
        let facts = match &address {
            Some(address) => self.parts.directory.find_login(address).await?,
            None => None,
        };
        let attempt = match self.parts.throttle.begin_attempt(&key, origin).await {
            Ok(attempt) => attempt,
            Err(ThrottleError::Throttled(throttled)) => {
                self.record(action, Outcome::Throttled, facts.as_ref(), origin).await?;
                return Err(throttled.into());
            }
            Err(ThrottleError::Store(error)) => return Err(error.into()),
        };
        let hash = facts.as_ref().map(|facts| facts.password.clone());
        let again = PlainSecret::new(password.expose());
        let verdict = match self.parts.hasher.verify(password, hash).await {
            Ok(verdict) => verdict,
            Err(error) => {
                self.parts.throttle.attempt_abandoned(attempt).await?;
                return Err(error.into());
            }
        };
        match facts {
            Some(facts) if verdict != Verdict::Wrong && facts.status == UserStatus::Active => {
                self.parts.throttle.attempt_succeeded(attempt).await?;
                self.with_upgraded_hash(facts, verdict, again).await
            }
            facts => {
                self.parts.throttle.attempt_failed(attempt).await?;
                self.record(action, Outcome::Refused, facts.as_ref(), origin).await?;
                Err(GateError::Wrong)
            }
        }
    }

    /// Tells of an attempt that changed nothing.
    pub(crate) async fn record(
        &self,
        action: Action,
        outcome: Outcome,
        facts: Option<&LoginFacts>,
        origin: &Arc<Origin>,
    ) -> Result<(), StoreError> {
        let event = NewAuditEvent {
            tenant: facts.and_then(|facts| facts.tenant),
            user: facts.map(|facts| facts.user),
            organization: None,
            action,
            outcome,
            target: facts.map(|facts| Target::User(facts.user)),
            trail: Trail::of_stranger(origin),
        };
        self.parts.audit.record(&SCOPE, event, self.parts.clock.now()).await
    }

    /// Puts a stronger hash in place where it is time. Where there is no room to make one now, the next attempt tries again.
    async fn with_upgraded_hash(
        &self,
        facts: LoginFacts,
        verdict: Verdict,
        password: PlainSecret,
    ) -> Result<Option<LoginFacts>, GateError> {
        if verdict != Verdict::RightButOutdated {
            return Ok(Some(facts));
        }
        let stronger = match self.parts.hasher.hash(password).await {
            Ok(stronger) => stronger,
            Err(HashingError::Busy) => return Ok(Some(facts)),
            Err(error @ HashingError::Failed(_)) => return Err(error.into()),
        };
        let scope = UserScope::of(facts.user, facts.tenant, Trail::default());
        let old = facts.password.clone();
        let upgraded =
            self.parts.users.upgrade_password_hash(&scope, old, stronger.clone()).await?;
        Ok(upgraded.then_some(LoginFacts { password: stronger, ..facts }))
    }
}
