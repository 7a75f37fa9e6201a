use std::net::{IpAddr, Ipv4Addr};

use rstest::rstest;

use super::*;
use crate::fixtures::{OWN_ROWS, outage};
use crate::password::{HashingError, PasswordHash, Verdict};
use crate::store_error::StoreError;
use crate::user::UserStatus;

const ADDRESS: &str = "ada@lovelace.example";
const PASSWORD: &str = "correct horse battery staple";
const HASH: &str = "$argon2id$stored";

fn facts() -> LoginFacts {
    LoginFacts {
        user: USER,
        status: UserStatus::Active,
        email_verified: true,
        password: PasswordHash::new(HASH),
    }
}

fn suspended() -> LoginFacts {
    LoginFacts { status: UserStatus::Suspended, ..facts() }
}

fn unverified() -> LoginFacts {
    LoginFacts { email_verified: false, ..facts() }
}

fn client() -> ClientInfo {
    ClientInfo { ip: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)), user_agent: Some("curl/8".into()) }
}

/// A directory in which the address has this account.
fn directory(facts: Option<LoginFacts>) -> Arc<MockSessionDirectory> {
    let mut directory = MockSessionDirectory::new();
    directory
        .expect_find_login()
        .once()
        .withf(|email| email.as_str() == ADDRESS)
        .returning(move |_| Ok(facts.clone()));
    Arc::new(directory)
}

/// A hasher that must compare the password with this hash exactly once, and finds this.
fn comparing(hash: Option<&'static str>, verdict: Verdict) -> MockPasswordHasher {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().once().returning(move |password, compared| {
        assert_eq!(password.expose(), PASSWORD);
        assert_eq!(compared.as_ref().map(PasswordHash::expose), hash);
        Ok(verdict)
    });
    hasher
}

fn opening(tenant: Option<TenantId>) -> Arc<MockSessionStore> {
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().once().returning(move |scope, new, at| {
        assert_eq!((*scope, at), (OWN_ROWS, NOW));
        assert_eq!((new.refresh_digest, new.client), (first_digest(), client()));
        assert_eq!(new.idle_expires_at, NOW + LIFETIMES.refresh_idle);
        assert_eq!(new.absolute_expires_at, NOW + LIFETIMES.session);
        Ok(tenant)
    });
    Arc::new(sessions)
}

/// Parts that know this account, and find this about the password; nothing else of them may be touched.
fn knowing(facts: LoginFacts, verdict: Verdict) -> SessionParts {
    SessionParts {
        directory: directory(Some(facts)),
        hasher: Arc::new(comparing(Some(HASH), verdict)),
        ..parts()
    }
}

/// Parts with which the right password signs in to this tenant.
fn welcoming(facts: LoginFacts, tenant: Option<TenantId>) -> SessionParts {
    SessionParts {
        sessions: opening(tenant),
        tokens: Arc::new(signing(tenant)),
        ..knowing(facts, Verdict::Right)
    }
}

fn asking_for_verified_addresses(parts: SessionParts) -> SessionParts {
    SessionParts { policy: SignInPolicy { require_verified_email: true, ..parts.policy }, ..parts }
}

async fn log_in(parts: SessionParts, email: &str) -> Result<SignedIn, LoginError> {
    SessionService::new(parts).log_in(email, PlainSecret::new(PASSWORD), client()).await
}

async fn refusal(parts: SessionParts, email: &str) -> LoginError {
    log_in(parts, email).await.err().expect("nobody is signed in")
}

#[rstest]
#[case::in_a_tenant(Some(TENANT))]
#[case::in_none(None)]
#[tokio::test]
async fn the_right_password_begins_a_session_in_the_tenant_that_the_store_picks(
    #[case] tenant: Option<TenantId>,
) {
    let signed_in = log_in(welcoming(facts(), tenant), ADDRESS).await.unwrap();
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
    sessions.expect_open().returning(move |_, new, _| {
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
        ..knowing(facts(), Verdict::Right)
    };
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[tokio::test]
async fn a_session_shorter_than_its_refresh_token_bounds_it() {
    let lifetimes = Lifetimes { session: Duration::HOUR, ..LIFETIMES };
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().once().returning(|_, new, _| {
        assert_eq!(new.idle_expires_at, NOW + Duration::HOUR);
        assert_eq!(new.absolute_expires_at, NOW + Duration::HOUR);
        Ok(None)
    });
    let parts = SessionParts {
        sessions: Arc::new(sessions),
        policy: SignInPolicy { lifetimes, require_verified_email: false },
        tokens: Arc::new(signing(None)),
        ..knowing(facts(), Verdict::Right)
    };
    assert_eq!(log_in(parts, ADDRESS).await.unwrap().refresh_expires_in, Duration::HOUR);
}

#[tokio::test]
async fn an_unknown_address_costs_a_comparison_too() {
    let parts = SessionParts {
        directory: directory(None),
        hasher: Arc::new(comparing(None, Verdict::Wrong)),
        ..parts()
    };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::InvalidCredentials));
}

#[rstest]
#[case("")]
#[case("ada")]
#[case("ada@love\0lace.example")]
#[tokio::test]
async fn what_is_no_address_costs_a_comparison_too_and_no_look_up(#[case] email: &str) {
    let parts = SessionParts { hasher: Arc::new(comparing(None, Verdict::Wrong)), ..parts() };
    assert!(matches!(refusal(parts, email).await, LoginError::InvalidCredentials));
}

#[rstest]
#[case::wrong_password(facts(), Verdict::Wrong)]
#[case::wrong_and_unverified(unverified(), Verdict::Wrong)]
#[case::suspended(suspended(), Verdict::Right)]
#[case::suspended_with_an_outdated_hash(suspended(), Verdict::RightButOutdated)]
#[case::suspended_and_wrong(suspended(), Verdict::Wrong)]
#[case::suspended_and_unverified(LoginFacts { email_verified: false, ..suspended() }, Verdict::Right)]
#[tokio::test]
async fn every_other_cause_of_a_refusal_looks_the_same(
    #[case] facts: LoginFacts,
    #[case] verdict: Verdict,
) {
    let parts = asking_for_verified_addresses(knowing(facts, verdict));
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::InvalidCredentials));
}

#[tokio::test]
async fn only_who_knows_the_password_learns_that_the_address_is_to_be_verified() {
    let parts = asking_for_verified_addresses(knowing(unverified(), Verdict::Right));
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::EmailNotVerified));
}

#[tokio::test]
async fn without_the_switch_the_address_need_not_be_verified() {
    assert!(log_in(welcoming(unverified(), None), ADDRESS).await.is_ok());
}

#[tokio::test]
async fn with_the_switch_a_verified_address_signs_in() {
    let parts = asking_for_verified_addresses(welcoming(facts(), None));
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[tokio::test]
async fn whoever_knows_the_password_gets_in_though_there_is_no_room_for_a_stronger_hash() {
    let mut hasher = comparing(Some(HASH), Verdict::RightButOutdated);
    hasher.expect_hash().once().returning(|_| Err(HashingError::Busy));
    let parts = SessionParts {
        directory: directory(Some(facts())),
        hasher: Arc::new(hasher),
        users: Arc::new(MockUserStore::new()),
        sessions: opening(None),
        tokens: Arc::new(signing(None)),
        ..parts()
    };
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_by_a_stronger_one_of_the_same_password() {
    let mut hasher = comparing(Some(HASH), Verdict::RightButOutdated);
    hasher
        .expect_hash()
        .once()
        .withf(|password| password.expose() == PASSWORD)
        .returning(|_| Ok(PasswordHash::new("$argon2id$stronger")));
    let mut users = MockUserStore::new();
    users.expect_upgrade_password_hash().once().returning(|scope, old, new| {
        assert_eq!(*scope, OWN_ROWS);
        assert_eq!((old.expose(), new.expose()), (HASH, "$argon2id$stronger"));
        Ok(())
    });
    let parts = SessionParts {
        directory: directory(Some(facts())),
        hasher: Arc::new(hasher),
        users: Arc::new(users),
        sessions: opening(None),
        tokens: Arc::new(signing(None)),
        ..parts()
    };
    assert!(log_in(parts, ADDRESS).await.is_ok());
}

#[tokio::test]
async fn a_failure_of_the_directory_stays_one() {
    let mut directory = MockSessionDirectory::new();
    directory.expect_find_login().returning(|_| Err(outage()));
    let parts = SessionParts { directory: Arc::new(directory), ..parts() };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Store(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().returning(|_, _, _| Err(outage()));
    let parts = SessionParts { sessions: Arc::new(sessions), ..knowing(facts(), Verdict::Right) };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Store(_)));
}

#[tokio::test]
async fn a_busy_hasher_is_no_wrong_password() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().returning(|_, _| Err(HashingError::Busy));
    let parts =
        SessionParts { directory: directory(Some(facts())), hasher: Arc::new(hasher), ..parts() };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Hashing(HashingError::Busy)));
}

#[tokio::test]
async fn a_token_that_cannot_be_signed_is_no_answer() {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().returning(|_| Err(InvalidAccessToken));
    let parts = SessionParts {
        tokens: Arc::new(tokens),
        sessions: opening(None),
        ..knowing(facts(), Verdict::Right)
    };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Signing(_)));
}
