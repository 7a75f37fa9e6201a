//! Signing in, staying in, signing out.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};

use super::access_token::{AccessClaims, AccessTokens, InvalidAccessToken};
use super::directory::{LoginFacts, SessionDirectory};
use super::entity::{ClientInfo, Lifetimes, NewSession};
use super::error::{LoginError, LogoutError, RefreshError};
use super::refresh::{EndReason, Refresh};
use super::store::SessionStore;
use crate::access::{Caller, UserScope};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::{AccessTokenId, Ids, SessionId, TenantId, UserId};
use crate::password::{HashingError, PasswordHasher, Verdict};
use crate::secret::{PlainSecret, SecretSource};
use crate::user::{EmailAddress, UserStatus, UserStore};

/// What this installation asks of who signs in, and for how long that holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignInPolicy {
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// Whether the address must have been verified.
    pub require_verified_email: bool,
}

/// The two tokens of a session, for their one answer.
pub struct SignedIn {
    /// What authorizes requests.
    pub access_token: PlainSecret,
    /// How long it does.
    pub access_expires_in: Duration,
    /// What renews both.
    pub refresh_token: PlainSecret,
    /// How long it can.
    pub refresh_expires_in: Duration,
}

/// What sessions are built from.
pub struct SessionParts {
    /// Where they are kept.
    pub sessions: Arc<dyn SessionStore>,
    /// What a login is checked against.
    pub directory: Arc<dyn SessionDirectory>,
    /// Whose they are.
    pub users: Arc<dyn UserStore>,
    /// What compares passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// What signs access tokens.
    pub tokens: Arc<dyn AccessTokens>,
    /// How refresh tokens are spelt.
    pub format: CredentialFormat,
    /// What is asked, and for how long it holds.
    pub policy: SignInPolicy,
    /// Where refresh tokens come from.
    pub secrets: Arc<dyn SecretSource>,
    /// Where names come from.
    pub ids: Arc<dyn Ids>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Sessions.
pub struct SessionService {
    parts: SessionParts,
}

impl SessionService {
    /// Sessions built from these parts.
    pub fn new(parts: SessionParts) -> Self {
        Self { parts }
    }

    /// Begins a session for whoever knows the password.
    pub async fn log_in(
        &self,
        email: &str,
        password: PlainSecret,
        client: ClientInfo,
    ) -> Result<SignedIn, LoginError> {
        let facts = self.check_password(email, password).await?;
        if self.parts.policy.require_verified_email && !facts.email_verified {
            return Err(LoginError::EmailNotVerified);
        }
        let now = self.parts.clock.now();
        let lifetimes = &self.parts.policy.lifetimes;
        let refresh =
            self.parts.format.mint(CredentialKind::RefreshToken, self.parts.secrets.entropy());
        let new = NewSession {
            id: SessionId::next(&*self.parts.ids),
            refresh_digest: refresh.digest,
            idle_expires_at: now + lifetimes.refresh_idle.min(lifetimes.session),
            absolute_expires_at: now + lifetimes.session,
            client,
        };
        let (session, idle_expires_at) = (new.id, new.idle_expires_at);
        let scope = UserScope::of(facts.user);
        let tenant = self.parts.sessions.open(&scope, new, now).await?;
        let access_token = self.sign(facts.user, session, tenant, now)?;
        Ok(self.signed_in(access_token, refresh.secret, idle_expires_at - now))
    }

    /// Puts new tokens in place of the ones at hand.
    pub async fn refresh(&self, presented: PlainSecret) -> Result<SignedIn, RefreshError> {
        let recognised = self
            .parts
            .format
            .recognise(presented.expose())
            .filter(|credential| credential.kind == CredentialKind::RefreshToken)
            .ok_or(RefreshError::InvalidRefreshToken)?;
        let now = self.parts.clock.now();
        let successor = self
            .parts
            .format
            .mint(CredentialKind::RefreshToken, self.parts.secrets.successor(&presented));
        let lifetimes = &self.parts.policy.lifetimes;
        let digest = recognised.digest;
        let decide =
            |session: &super::Session| session.refresh(digest, successor.digest, now, lifetimes);
        let refreshed = self
            .parts
            .sessions
            .refresh(digest, &decide)
            .await?
            .ok_or(RefreshError::InvalidRefreshToken)?;
        match refreshed.decision {
            Refresh::Rotate { .. } | Refresh::Repeat => {
                let session = refreshed.session;
                let access = self.sign(session.user, session.id, session.tenant, now)?;
                Ok(self.signed_in(access, successor.secret, session.idle_expires_at - now))
            }
            Refresh::End(..) | Refresh::Refuse => Err(RefreshError::InvalidRefreshToken),
        }
    }

    /// Ends the caller's session.
    pub async fn log_out(&self, caller: &Caller) -> Result<(), LogoutError> {
        let now = self.parts.clock.now();
        self.parts
            .sessions
            .end(&caller.own_rows(), caller.session(), EndReason::SignedOut, now)
            .await?;
        Ok(())
    }

    /// Compares the password, and takes as long over an address that nobody has.
    async fn check_password(
        &self,
        email: &str,
        password: PlainSecret,
    ) -> Result<LoginFacts, LoginError> {
        let facts = match EmailAddress::new(email) {
            Ok(email) => self.parts.directory.find_login(&email).await?,
            Err(_) => None,
        };
        let hash = facts.as_ref().map(|facts| facts.password.clone());
        let again = PlainSecret::new(password.expose());
        let verdict = self.parts.hasher.verify(password, hash).await?;
        let facts = facts
            .filter(|facts| verdict != Verdict::Wrong && facts.status == UserStatus::Active)
            .ok_or(LoginError::InvalidCredentials)?;
        if verdict == Verdict::RightButOutdated {
            self.upgrade_hash(&facts, again).await?;
        }
        Ok(facts)
    }

    /// Puts a stronger hash in place. Where there is no room to make one now, the next login tries again.
    async fn upgrade_hash(
        &self,
        facts: &LoginFacts,
        password: PlainSecret,
    ) -> Result<(), LoginError> {
        let stronger = match self.parts.hasher.hash(password).await {
            Ok(stronger) => stronger,
            Err(HashingError::Busy) => return Ok(()),
            Err(error @ HashingError::Failed(_)) => return Err(error.into()),
        };
        let scope = UserScope::of(facts.user);
        let old = facts.password.clone();
        Ok(self.parts.users.upgrade_password_hash(&scope, old, stronger).await?)
    }

    fn sign(
        &self,
        user: UserId,
        session: SessionId,
        tenant: Option<TenantId>,
        now: OffsetDateTime,
    ) -> Result<PlainSecret, InvalidAccessToken> {
        let now = now.truncate_to_second();
        self.parts.tokens.sign(&AccessClaims {
            id: AccessTokenId::next(&*self.parts.ids),
            user,
            session,
            tenant,
            issued_at: now,
            expires_at: now + self.parts.policy.lifetimes.access_token,
        })
    }

    fn signed_in(
        &self,
        access_token: PlainSecret,
        refresh_token: PlainSecret,
        refresh_expires_in: Duration,
    ) -> SignedIn {
        SignedIn {
            access_token,
            access_expires_in: self.parts.policy.lifetimes.access_token,
            refresh_token,
            refresh_expires_in,
        }
    }
}
