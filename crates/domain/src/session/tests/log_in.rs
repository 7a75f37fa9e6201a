use rstest::rstest;

use super::*;
use crate::access::CredentialUsed;
use crate::fixtures::{HASH, PASSWORD, ada, gate_finding, gate_knowing, login_facts, origin};
use crate::notification::{MessageKind, Recipient};
use crate::password::{GateParts, MockPasswordHasher, PasswordGate, PasswordHash, Verdict};
use crate::user::MockUserStore;

pub(super) const ADDRESS: &str = "ada@lovelace.example";

pub(super) fn unverified() -> LoginFacts {
    LoginFacts { email_verified: false, ..login_facts() }
}

pub(super) fn opening(tenant: Option<TenantId>) -> Arc<MockSessionStore> {
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().once().returning(move |scope, new, shown, at| {
        let trail = scope.trail();
        assert_eq!((scope.user(), trail.actor, at), (USER, Some(USER.into()), NOW));
        assert_eq!(trail.credential, Some(CredentialUsed::Password));
        assert_eq!(trail.origin, origin());
        assert_eq!((new.refresh_digest, shown.expose()), (first_digest(), HASH));
        assert_eq!(new.idle_expires_at, NOW + LIFETIMES.refresh_idle);
        assert_eq!(new.absolute_expires_at, NOW + LIFETIMES.session);
        Ok(tenant)
    });
    Arc::new(sessions)
}

/// Parts that know this account, and find this about the password; nothing else of them may be touched.
pub(super) fn knowing(facts: LoginFacts, verdict: Verdict) -> SessionParts {
    behind(gate_finding(Some(facts), verdict))
}

pub(super) fn behind(gate: GateParts) -> SessionParts {
    SessionParts { gate: Arc::new(PasswordGate::new(gate)), ..parts() }
}

/// Parts with which the right password signs in to this tenant.
fn welcoming(facts: LoginFacts, tenant: Option<TenantId>) -> SessionParts {
    SessionParts {
        sessions: opening(tenant),
        tokens: Arc::new(signing(tenant)),
        ..knowing(facts, Verdict::Right)
    }
}

pub(super) fn asking_for_verified_addresses(parts: SessionParts) -> SessionParts {
    SessionParts { policy: SignInPolicy { require_verified_email: true, ..POLICY }, ..parts }
}

pub(super) async fn log_in(parts: SessionParts, email: &str) -> Result<SignedIn, LoginError> {
    SessionService::new(parts).log_in(email, PlainSecret::new(PASSWORD), &origin()).await
}

#[rstest]
#[case::in_a_tenant(Some(TENANT))]
#[case::in_none(None)]
#[tokio::test]
async fn the_right_password_begins_a_session_in_the_tenant_that_the_store_picks(
    #[case] tenant: Option<TenantId>,
) {
    let signed_in = log_in(welcoming(login_facts(), tenant), ADDRESS).await.unwrap();
    assert_eq!(signed_in.access_token.expose(), SIGNED);
    assert_eq!(signed_in.access_expires_in, Duration::minutes(10));
    assert_eq!(signed_in.refresh_token.expose(), first_token().expose());
    assert_eq!(signed_in.refresh_expires_in, Duration::days(7));
}

#[tokio::test]
async fn the_access_token_names_the_session_that_was_begun() {
    let begun = Arc::new(std::sync::OnceLock::new());
    let seen = begun.clone();
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().returning(move |_, new, _, _| {
        seen.set(new.id).unwrap();
        Ok(None)
    });
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().once().returning(move |claims| {
        assert_eq!(Some(&claims.session), begun.get());
        assert_ne!(claims.session.uuid(), claims.id.uuid());
        Ok(PlainSecret::new(SIGNED))
    });
    let parts = SessionParts {
        sessions: Arc::new(sessions),
        tokens: Arc::new(tokens),
        ..knowing(login_facts(), Verdict::Right)
    };
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[tokio::test]
async fn a_session_shorter_than_its_refresh_token_bounds_it() {
    let lifetimes = Lifetimes { session: Duration::HOUR, ..LIFETIMES };
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().once().returning(|_, new, _, _| {
        assert_eq!(new.idle_expires_at, NOW + Duration::HOUR);
        assert_eq!(new.absolute_expires_at, NOW + Duration::HOUR);
        Ok(None)
    });
    let parts = SessionParts {
        sessions: Arc::new(sessions),
        policy: SignInPolicy { lifetimes, ..POLICY },
        tokens: Arc::new(signing(None)),
        ..knowing(login_facts(), Verdict::Right)
    };
    assert_eq!(log_in(parts, ADDRESS).await.unwrap().refresh_expires_in, Duration::HOUR);
}

#[tokio::test]
async fn without_the_switch_the_address_need_not_be_verified() {
    assert!(log_in(welcoming(unverified(), None), ADDRESS).await.is_ok());
}

#[tokio::test]
async fn with_the_switch_a_verified_address_signs_in() {
    let parts = asking_for_verified_addresses(welcoming(login_facts(), None));
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[rstest]
#[case::with_the_switch(true)]
#[case::without_it(false)]
#[tokio::test]
async fn the_store_is_given_the_news_where_the_installation_wants_such(#[case] switch: bool) {
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().once().returning(move |_, new, _, _| {
        assert_eq!(new.news.is_some(), switch);
        if let Some(news) = new.news {
            assert_eq!(news.kind, MessageKind::NewSignIn);
            assert_eq!(news.recipient, Recipient::Email(ada().email));
            assert_eq!((news.user, news.origin), (Some(USER), origin()));
            assert_eq!(news.expires_at, None);
        }
        Ok(None)
    });
    let parts = SessionParts {
        sessions: Arc::new(sessions),
        tokens: Arc::new(signing(None)),
        policy: SignInPolicy { tell_of_new_devices: switch, ..POLICY },
        ..knowing(login_facts(), Verdict::Right)
    };
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[tokio::test]
async fn whoever_has_just_got_a_stronger_hash_signs_in_by_that() {
    const STRONGER: &str = "$argon2id$stronger";
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().returning(|_, _| Ok(Verdict::RightButOutdated));
    hasher.expect_hash().returning(|_| Ok(PasswordHash::new(STRONGER)));
    let mut users = MockUserStore::new();
    users.expect_upgrade_password_hash().once().returning(|_, _, _| Ok(true));
    let mut sessions = MockSessionStore::new();
    sessions
        .expect_open()
        .once()
        .withf(|_, _, shown, _| shown.expose() == STRONGER)
        .returning(|_, _, _, _| Ok(None));
    let gate = GateParts {
        hasher: Arc::new(hasher),
        users: Arc::new(users),
        ..gate_knowing(Some(login_facts()))
    };
    let parts = SessionParts {
        sessions: Arc::new(sessions),
        tokens: Arc::new(signing(None)),
        ..behind(gate)
    };
    assert!(log_in(parts, ADDRESS).await.is_ok());
}
