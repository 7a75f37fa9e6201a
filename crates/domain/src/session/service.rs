//! Signing in, staying in, signing out.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};

use super::access_token::{AccessClaims, AccessTokens, InvalidAccessToken};
use super::directory::LoginFacts;
use super::entity::{Lifetimes, NewSession, SessionEntry};
use super::error::{LoginError, LogoutError, RefreshError, RevokeSessionError, SwitchTenantError};
use super::refresh::{EndReason, Refresh};
use super::store::{OpenError, SessionStore, TenantSwitch};
use crate::access::{CredentialUsed, Denied, Origin, SessionCaller, Trail, UserScope};
use crate::audit::{Action, Outcome};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::{AccessTokenId, Ids, SessionId, TenantId, UserId};
use crate::notification::{MessageKind, NewMessage, Recipient};
use crate::password::PasswordGate;
use crate::secret::{PlainSecret, SecretSource};
use crate::store_error::StoreError;

/// What this installation asks of who signs in, and for how long that holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignInPolicy {
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// Whether the address must have been verified.
    pub require_verified_email: bool,
    /// Whether people get mail when they sign in from a device that is new to their account.
    pub tell_of_new_devices: bool,
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
    /// What lets through who knows the password.
    pub gate: Arc<PasswordGate>,
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
        origin: &Arc<Origin>,
    ) -> Result<SignedIn, LoginError> {
        let facts = self.parts.gate.pass(email, password, Action::SessionLogIn, origin).await?;
        if self.parts.policy.require_verified_email && !facts.email_verified {
            self.record_refusal(&facts, origin).await?;
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
            news: self.news(&facts, origin, now),
        };
        let (session, idle_expires_at) = (new.id, new.idle_expires_at);
        let trail = Trail::of_person(facts.user, CredentialUsed::Password, origin);
        let scope = UserScope::of(facts.user, None, trail);
        let opened = self.parts.sessions.open(&scope, new, facts.password.clone(), now).await;
        if let Err(OpenError::Superseded) = opened {
            self.record_refusal(&facts, origin).await?;
        }
        let tenant = opened?;
        let access_token = self.sign(facts.user, session, tenant, now)?;
        Ok(self.signed_in(access_token, refresh.secret, idle_expires_at - now))
    }

    /// Tells of somebody who knew the password and was not let in.
    async fn record_refusal(
        &self,
        facts: &LoginFacts,
        origin: &Arc<Origin>,
    ) -> Result<(), StoreError> {
        let (action, outcome) = (Action::SessionLogIn, Outcome::Refused);
        self.parts.gate.record(action, outcome, Some(facts), origin).await
    }

    /// The mail that tells of a sign-in, where the installation wants such.
    fn news(
        &self,
        facts: &LoginFacts,
        origin: &Arc<Origin>,
        now: OffsetDateTime,
    ) -> Option<NewMessage> {
        self.parts.policy.tell_of_new_devices.then(|| {
            let recipient = Recipient::Email(facts.email.clone());
            let (kind, ids) = (MessageKind::NewSignIn, &*self.parts.ids);
            NewMessage::new(kind, recipient, Some(facts.user), origin, ids, now)
        })
    }

    /// Puts new tokens in place of the ones at hand.
    pub async fn refresh(
        &self,
        presented: PlainSecret,
        origin: &Arc<Origin>,
    ) -> Result<SignedIn, RefreshError> {
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
            .refresh(digest, Arc::clone(origin), &decide)
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

    /// Has the caller's session act in another of their tenants, with new tokens.
    pub async fn switch_tenant(
        &self,
        caller: &SessionCaller,
        tenant: TenantId,
    ) -> Result<SignedIn, SwitchTenantError> {
        let now = self.parts.clock.now();
        let refresh =
            self.parts.format.mint(CredentialKind::RefreshToken, self.parts.secrets.entropy());
        let switch = TenantSwitch {
            session: caller.session(),
            tenant,
            refresh_digest: refresh.digest,
            idle_expires_at: now + self.parts.policy.lifetimes.refresh_idle,
        };
        let switched = self.parts.sessions.switch_tenant(&caller.own_rows(), switch, now).await?;
        let idle_expires_at = switched.ok_or(Denied::NotFound)?;
        let access = self.sign(caller.user(), caller.session(), Some(tenant), now)?;
        Ok(self.signed_in(access, refresh.secret, idle_expires_at - now))
    }

    /// Ends the caller's session.
    pub async fn log_out(&self, caller: &SessionCaller) -> Result<(), LogoutError> {
        let now = self.parts.clock.now();
        self.parts
            .sessions
            .end(&caller.own_rows(), caller.session(), EndReason::SignedOut, now)
            .await?;
        Ok(())
    }

    /// The caller's live sessions, the one used last first.
    pub async fn list(&self, caller: &SessionCaller) -> Result<Vec<SessionEntry>, StoreError> {
        self.parts.sessions.list(&caller.own_rows(), self.parts.clock.now()).await
    }

    /// Ends one of the caller's sessions.
    pub async fn revoke(
        &self,
        caller: &SessionCaller,
        session: SessionId,
    ) -> Result<(), RevokeSessionError> {
        let (scope, now) = (caller.own_rows(), self.parts.clock.now());
        if self.parts.sessions.end(&scope, session, EndReason::Revoked, now).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }

    /// Ends all of the caller's sessions but the one at hand.
    pub async fn revoke_others(&self, caller: &SessionCaller) -> Result<(), StoreError> {
        let (scope, now) = (caller.own_rows(), self.parts.clock.now());
        self.parts.sessions.end_others(&scope, caller.session(), EndReason::Revoked, now).await
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
