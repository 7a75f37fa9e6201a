use rstest::rstest;
use time::Duration;

use super::sign_up::{hashing, sign_up};
use super::*;
use crate::fixtures::{LIMITS, broken_throttle, full_queue, origin, outage};
use crate::organization::OrganizationName;
use crate::password::{HashingError, WeakPassword};

fn refusing(error: impl Fn() -> RegisterError + Send + 'static) -> UserParts {
    let mut users = MockUserStore::new();
    users.expect_register().returning(move |_, _, _| Err(error()));
    UserParts { users: Arc::new(users), hasher: hashing(), ..parts() }
}

/// What comes of a request that must neither be hashed nor kept, nor count as a sign-up.
async fn refused_at_once(request: SignUp) -> Result<User, SignUpError> {
    let limited = Limited::new();
    let parts = UserParts { throttle: Arc::clone(&limited.throttle), ..parts() };
    let answer = sign_up(parts, request).await;
    assert!(limited.all().is_empty());
    answer
}

#[rstest]
#[case::too_short("xK9#qLz")]
#[case::too_long(&"xK9#qLz!".repeat(17))]
#[case::common("password1")]
#[case::the_address("ada@lovelace.example")]
#[case::the_local_part_and_the_domain("ada.lovelace")]
#[case::the_first_and_the_last_name("Lovelace, Ada")]
#[case::the_middle_name("byronova1")]
#[case::the_service("tenantry!")]
#[case::the_organization("analytical.engines")]
#[tokio::test]
async fn a_weak_password_is_refused_before_anything_is_done(#[case] password: &str) {
    let request = SignUp {
        password: PlainSecret::new(password),
        organization_name: Some(OrganizationName::new("Analytical Engines").unwrap()),
        ..request()
    };
    let refusal = refused_at_once(request).await;
    let Err(SignUpError::WeakPassword(reason)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(
        matches!(reason, WeakPassword::Length { least: 8 }),
        !(8..=128).contains(&password.chars().count())
    );
    assert!(!reason.to_string().contains(password), "{reason}");
}

#[rstest]
#[case("")]
#[case("ACME")]
#[case("ACME-12345")]
#[tokio::test]
async fn a_malformed_referral_code_is_refused_before_anything_is_done(#[case] code: &str) {
    let request = SignUp { referral_code: Some(code.into()), ..request() };
    let refusal = refused_at_once(request).await;
    assert!(matches!(refusal, Err(SignUpError::InvalidReferralCode)), "{refusal:?}");
}

#[rstest]
#[case::no_invitation("token".to_owned(), None)]
#[case::of_another_kind(sent(SentSecretKind::PasswordReset), None)]
#[case::with_an_organization(sent(SentSecretKind::Invitation), Some("Analytical Engines"))]
#[tokio::test]
async fn an_invitation_is_sound_and_alone(
    #[case] token: String,
    #[case] organization: Option<&str>,
) {
    let request = SignUp {
        invite_token: Some(PlainSecret::new(token)),
        organization_name: organization.map(|name| OrganizationName::new(name).unwrap()),
        ..request()
    };
    let refusal = refused_at_once(request).await;
    assert!(matches!(refusal, Err(SignUpError::InvalidInviteToken)), "{refusal:?}");
}

fn sent(kind: SentSecretKind) -> String {
    format().mint_sent(kind, ENTROPY).expose().to_owned()
}

#[tokio::test]
async fn too_many_from_one_network_are_neither_hashed_nor_kept() {
    let limited = Limited::new();
    for _ in 0..LIMITS.sign_ups_of_a_network.most {
        limited.throttle.sign_up(&origin()).await.unwrap();
    }
    let parts = UserParts { throttle: Arc::clone(&limited.throttle), ..parts() };
    let refusal = sign_up(parts, request()).await;
    let Err(SignUpError::Throttled(throttled)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(throttled.retry_after, Duration::HOUR);
}

#[tokio::test]
async fn a_weak_password_is_told_of_also_where_too_many_signed_up() {
    let limited = Limited::new();
    for _ in 0..LIMITS.sign_ups_of_a_network.most {
        limited.throttle.sign_up(&origin()).await.unwrap();
    }
    let parts = UserParts { throttle: Arc::clone(&limited.throttle), ..parts() };
    let request = SignUp { password: PlainSecret::new("password1"), ..request() };
    let refusal = sign_up(parts, request).await;
    assert!(matches!(refusal, Err(SignUpError::WeakPassword(_))), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_limits_makes_no_account() {
    let failure = sign_up(UserParts { throttle: broken_throttle(), ..parts() }, request()).await;
    assert!(matches!(failure, Err(SignUpError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn a_referral_code_that_no_organization_has_is_refused() {
    let parts = refusing(|| RegisterError::UnknownReferralCode);
    let request = SignUp { referral_code: Some("ACME012345".into()), ..request() };
    let refusal = sign_up(parts, request).await;
    assert!(matches!(refusal, Err(SignUpError::InvalidReferralCode)), "{refusal:?}");
}

#[tokio::test]
async fn an_address_has_one_account() {
    let refusal = sign_up(refusing(|| RegisterError::EmailTaken), request()).await;
    assert!(matches!(refusal, Err(SignUpError::EmailTaken)), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_while_signing_up_stays_one() {
    let failure = sign_up(refusing(|| outage().into()), request()).await;
    assert!(matches!(failure, Err(SignUpError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn a_busy_hasher_makes_no_account() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_hash().returning(|_| Err(HashingError::Busy));
    let parts = UserParts { hasher: Arc::new(hasher), ..parts() };
    let failure = sign_up(parts, request()).await;
    assert!(matches!(failure, Err(SignUpError::Hashing(HashingError::Busy))), "{failure:?}");
}

#[tokio::test]
async fn where_too_many_wait_no_sign_up_is_counted() {
    let limited = Limited::new();
    let throttle = Arc::clone(&limited.throttle);
    let parts = UserParts { queue: full_queue(), throttle, ..parts() };
    let refusal = sign_up(parts, request()).await;
    assert!(matches!(refusal, Err(SignUpError::Hashing(HashingError::Busy))), "{refusal:?}");
    assert!(limited.all().is_empty());
}
