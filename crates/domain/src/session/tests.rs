//! What the tests of sessions share.

use std::sync::Arc;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::*;
use crate::credential::CredentialKind;
use crate::fixtures::{
    ENTROPY, NOW, SESSION, SUCCESSOR, TENANT, USER, clock, closed_gate, format, ids, minted,
    secrets,
};
use crate::id::TenantId;
use crate::secret::{PlainSecret, SecretDigest};

mod log_in;
mod log_in_refused;
mod log_out;
mod refresh;
mod refresh_rule;
mod revoke;
mod switch_tenant;

const LIFETIMES: Lifetimes = Lifetimes {
    access_token: Duration::minutes(10),
    refresh_idle: Duration::days(7),
    session: Duration::days(30),
    refresh_grace: Duration::seconds(10),
};

const POLICY: SignInPolicy = SignInPolicy {
    lifetimes: LIFETIMES,
    require_verified_email: false,
    tell_of_new_devices: false,
};

const SIGNED: &str = "a signed statement";

/// The moment as tokens state it, in whole seconds.
fn stated(moment: OffsetDateTime) -> OffsetDateTime {
    moment.truncate_to_second()
}

/// The refresh token that the generator gives.
fn first_token() -> PlainSecret {
    minted(CredentialKind::RefreshToken, ENTROPY).secret
}

fn first_digest() -> SecretDigest {
    minted(CredentialKind::RefreshToken, ENTROPY).digest
}

fn successors_digest() -> SecretDigest {
    minted(CredentialKind::RefreshToken, SUCCESSOR).digest
}

/// A session of an hour ago whose first refresh token is current.
fn session() -> Session {
    let begun = NOW - Duration::HOUR;
    Session {
        id: SESSION,
        user: USER,
        user_active: true,
        tenant: Some(TENANT),
        current: first_digest(),
        parent: None,
        rotated_at: begun,
        idle_expires_at: begun + LIFETIMES.refresh_idle,
        absolute_expires_at: begun + LIFETIMES.session,
        ended_at: None,
    }
}

/// The same session after its refresh token was replaced at this moment.
fn rotated(at: OffsetDateTime) -> Session {
    Session {
        current: successors_digest(),
        parent: Some(first_digest()),
        rotated_at: at,
        idle_expires_at: at + LIFETIMES.refresh_idle,
        ..session()
    }
}

/// Tokens that must be asked to state this person, tenant and lifetime, for a session that the caller of this names.
fn signing(tenant: Option<TenantId>) -> MockAccessTokens {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().once().returning(move |claims| {
        assert_eq!((claims.user, claims.tenant), (USER, tenant));
        assert_eq!(claims.issued_at, stated(NOW));
        assert_eq!(claims.expires_at, stated(NOW) + LIFETIMES.access_token);
        Ok(PlainSecret::new(SIGNED))
    });
    tokens
}

/// Parts whose stores and tokens must not be touched, for a test to put its own in place.
fn parts() -> SessionParts {
    SessionParts {
        sessions: Arc::new(MockSessionStore::new()),
        gate: closed_gate(),
        tokens: Arc::new(MockAccessTokens::new()),
        format: format(),
        policy: POLICY,
        secrets: secrets(),
        ids: ids(),
        clock: clock(),
    }
}
