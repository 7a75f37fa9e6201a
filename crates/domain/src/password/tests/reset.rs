use rstest::rstest;

use super::*;
use crate::access::CredentialUsed;
use crate::credential::{CredentialFormat, CredentialKind, SentSecretKind};
use crate::fixtures::{
    ENTROPY, Limited, NOW, USER, broken_throttle, full_queue, minted, mistyped_text, origin, outage,
};
use crate::secret::{PlainSecret, SecretDigest};
use crate::user::UserStatus;

const KIND: SentSecretKind = SentSecretKind::PasswordReset;

fn token() -> String {
    format().mint_sent(KIND, ENTROPY).expose().to_owned()
}

fn digest() -> SecretDigest {
    KIND.digest(&PlainSecret::new(token()), &*secrets())
}

/// A store in which the link is, or is not, one of Ada's.
fn links(owned: bool) -> MockPasswordStore {
    let mut passwords = MockPasswordStore::new();
    passwords
        .expect_find_reset()
        .once()
        .withf(|asked, at| (*asked, *at) == (digest(), NOW))
        .returning(move |_, _| Ok(owned.then_some(USER)));
    passwords
}

/// A store in which the reset finds the link still there, or gone meanwhile.
fn resetting(in_time: bool) -> Arc<dyn PasswordStore> {
    let mut passwords = links(true);
    passwords.expect_reset().once().returning(move |scope, reset, at| {
        let trail = scope.trail();
        assert_eq!((scope.user(), trail.actor, at), (USER, Some(USER.into()), NOW));
        assert_eq!(trail.credential, Some(CredentialUsed::SentSecret));
        assert_eq!(trail.origin, origin());
        assert_eq!((reset.digest, reset.new.expose()), (digest(), NEW_HASH));
        assert!(is_the_news(&reset.news), "{:?}", reset.news);
        Ok(in_time)
    });
    Arc::new(passwords)
}

fn with(passwords: MockPasswordStore, account: Option<User>) -> PasswordParts {
    PasswordParts {
        passwords: Arc::new(passwords),
        users: users(account),
        ..parts(&Limited::new().throttle, &Outbox::default())
    }
}

async fn reset(parts: PasswordParts, token: &str, new: &str) -> Result<(), ResetPasswordError> {
    let (token, new) = (PlainSecret::new(token), PlainSecret::new(new));
    PasswordService::new(parts).reset(token, new, &origin()).await
}

#[track_caller]
fn assert_invalid(answer: &Result<(), ResetPasswordError>) {
    assert!(matches!(answer, Err(ResetPasswordError::InvalidResetToken)), "{answer:?}");
}

/// What comes of the reset, and how many wrong passwords of four count after it.
async fn reset_after_failures(in_time: bool) -> (Result<(), ResetPasswordError>, (u32, u32)) {
    let limited = Limited::new();
    limited.fail(ada().email.key(), 4).await;
    let parts = PasswordParts {
        passwords: resetting(in_time),
        users: users(Some(ada())),
        hasher: hashing(),
        ..parts(&limited.throttle, &Outbox::default())
    };
    (reset(parts, &token(), NEW).await, limited.passwords(ada().email.key()))
}

#[tokio::test]
async fn whoever_has_the_link_puts_a_new_password_in_place_and_has_the_wrong_ones_forgotten() {
    let (answer, counted) = reset_after_failures(true).await;
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(counted, (0, 0));
}

#[tokio::test]
async fn of_several_at_once_one_has_it() {
    let (answer, _) = reset_after_failures(false).await;
    assert_invalid(&answer);
}

#[tokio::test]
async fn while_what_was_tried_before_cannot_be_forgotten_the_link_stays_good() {
    let parts = PasswordParts {
        // It would fail the test to reset anything here.
        passwords: Arc::new(links(true)),
        users: users(Some(ada())),
        hasher: hashing(),
        ..parts(&broken_throttle(), &Outbox::default())
    };
    let answer = reset(parts, &token(), NEW).await;
    assert!(matches!(answer, Err(ResetPasswordError::Store(_))), "{answer:?}");
}

#[rstest]
#[case::nothing(String::new())]
#[case::junk("junk".into())]
#[case::mistyped(mistyped_text(&token()))]
#[case::a_credential(minted(CredentialKind::RefreshToken, ENTROPY).secret.expose().into())]
#[case::another_installations(another_installations())]
#[tokio::test]
async fn what_is_no_link_of_ours_asks_nobody(#[case] token: String) {
    let parts = parts(&Limited::new().throttle, &Outbox::default());
    assert_invalid(&reset(parts, &token, NEW).await);
}

fn another_installations() -> String {
    CredentialFormat::new("acme").unwrap().mint_sent(KIND, ENTROPY).expose().into()
}

#[tokio::test]
async fn a_link_that_nobody_knows_is_good_for_nothing() {
    let parts = PasswordParts {
        passwords: Arc::new(links(false)),
        ..parts(&Limited::new().throttle, &Outbox::default())
    };
    assert_invalid(&reset(parts, &token(), NEW).await);
}

#[rstest]
#[case::suspended(Some(User { status: UserStatus::Suspended, ..ada() }))]
#[case::gone(None)]
#[tokio::test]
async fn the_link_of_an_account_that_may_not_be_used_is_good_for_nothing(
    #[case] account: Option<User>,
) {
    assert_invalid(&reset(with(links(true), account), &token(), NEW).await);
}

#[rstest]
#[case::too_short("xK9#qLz")]
#[case::common("password1")]
#[case::their_name("lovelace.ada")]
#[tokio::test]
async fn a_weak_password_leaves_the_link_as_good_as_it_was(#[case] new: &str) {
    let refusal = reset(with(links(true), Some(ada())), &token(), new).await;
    assert!(matches!(refusal, Err(ResetPasswordError::WeakPassword(_))), "{refusal:?}");
}

#[tokio::test]
async fn a_busy_hasher_leaves_the_link_as_good_as_it_was() {
    let parts = PasswordParts { hasher: busy(), ..with(links(true), Some(ada())) };
    let failure = reset(parts, &token(), NEW).await;
    let busy = matches!(failure, Err(ResetPasswordError::Hashing(HashingError::Busy)));
    assert!(busy, "{failure:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_is_no_invalid_link() {
    let mut passwords = MockPasswordStore::new();
    passwords.expect_find_reset().returning(|_, _| Err(outage()));
    let parts = PasswordParts {
        passwords: Arc::new(passwords),
        ..parts(&Limited::new().throttle, &Outbox::default())
    };
    let failure = reset(parts, &token(), NEW).await;
    assert!(matches!(failure, Err(ResetPasswordError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn where_too_many_wait_no_link_is_looked_at() {
    let parts = PasswordParts {
        queue: full_queue(),
        ..parts(&Limited::new().throttle, &Outbox::default())
    };
    let answer = reset(parts, &token(), NEW).await;
    assert!(matches!(answer, Err(ResetPasswordError::Hashing(HashingError::Busy))), "{answer:?}");
}
