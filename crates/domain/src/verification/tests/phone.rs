//! Naming a number, and having its code sent once more.

use rstest::rstest;
use time::Duration;

use super::*;
use crate::fixtures::{NOW, USER, ada, homeless, outage};
use crate::notification::{MessageKind, NewMessage, Recipient};
use crate::user::{PhoneNumber, User};

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::new(text).unwrap()
}

fn engine() -> PhoneNumber {
    number("+4915123456789")
}

fn ada_with(phone: Option<PhoneOnRecord>) -> User {
    let verified = phone.as_ref().is_some_and(|phone| phone.verified);
    User { phone_number: phone.map(|phone| phone.number), phone_verified: verified, ..ada() }
}

fn users(account: Option<User>) -> Arc<MockUserStore> {
    let mut users = MockUserStore::new();
    users.expect_find().withf(|scope| scope.user() == USER).returning(move |_| Ok(account.clone()));
    Arc::new(users)
}

#[track_caller]
fn assert_is_code_for(message: &NewMessage, number: &PhoneNumber) {
    assert_eq!(message.kind, MessageKind::VerifyPhone);
    assert_eq!(message.recipient, Recipient::Phone(number.clone()));
    assert_eq!(message.user, Some(USER));
    assert_eq!(message.expires_at, Some(NOW + Duration::HOUR));
}

/// A store that asks about this number on record, and takes the new one with its message if it may.
fn changing(on_record: Option<PhoneOnRecord>) -> Arc<MockChallengeStore> {
    let mut challenges = MockChallengeStore::new();
    challenges.expect_change_phone().returning(move |scope, new, message, decide, at| {
        assert_eq!((scope.user(), at), (USER, NOW));
        assert_is_code_for(&message, &new);
        decide(on_record.as_ref())
    });
    Arc::new(challenges)
}

/// What comes of naming a number when the account has this one, and this one once it is locked.
async fn add(
    limited: &Limited,
    seen: Option<PhoneOnRecord>,
    locked: Option<PhoneOnRecord>,
) -> Result<(), PhoneError> {
    let parts = VerificationParts {
        users: users(Some(ada_with(seen))),
        challenges: changing(locked),
        ..parts(limited, &Outbox::default())
    };
    VerificationService::new(parts).add_phone(&homeless(), engine()).await
}

fn named(limited: &Limited) -> u32 {
    limited.tally("phones of a person", &USER.to_string()).count
}

#[rstest]
#[case::none(None)]
#[case::another(Some(PhoneOnRecord { number: number("+4915100000000"), verified: false }))]
#[case::another_verified(Some(PhoneOnRecord { number: number("+4915100000000"), verified: true }))]
#[case::the_same(Some(PhoneOnRecord { number: engine(), verified: false }))]
#[tokio::test]
async fn a_number_takes_the_place_of_whatever_was_there_and_gets_a_code(
    #[case] on_record: Option<PhoneOnRecord>,
) {
    let limited = Limited::new();
    assert!(add(&limited, on_record.clone(), on_record).await.is_ok());
    assert_eq!(named(&limited), 1);
}

#[tokio::test]
async fn a_number_that_is_verified_needs_no_second_code() {
    let limited = Limited::new();
    let verified = Some(PhoneOnRecord { number: engine(), verified: true });
    let parts = VerificationParts {
        users: users(Some(ada_with(verified))),
        ..parts(&limited, &Outbox::default())
    };
    let refusal = VerificationService::new(parts).add_phone(&homeless(), engine()).await;
    assert!(matches!(refusal, Err(PhoneError::AlreadyVerified)), "{refusal:?}");
    assert_eq!(named(&limited), 0);
}

#[tokio::test]
async fn a_number_that_was_verified_meanwhile_needs_no_second_code() {
    let seen = PhoneOnRecord { number: engine(), verified: false };
    let locked = PhoneOnRecord { verified: true, ..seen.clone() };
    let refusal = add(&Limited::new(), Some(seen), Some(locked)).await;
    assert!(matches!(refusal, Err(PhoneError::AlreadyVerified)), "{refusal:?}");
}

#[tokio::test]
async fn a_person_names_five_numbers_an_hour() {
    let limited = Limited::new();
    for _ in 0..5 {
        assert!(add(&limited, None, None).await.is_ok());
    }
    let refusal = add(&limited, None, None).await;
    let Err(PhoneError::Throttled(throttled)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(throttled.retry_after, Duration::HOUR);
}

#[tokio::test]
async fn an_account_that_is_gone_has_no_phone() {
    let parts = parts(&Limited::new(), &Outbox::default());
    let service = VerificationService::new(VerificationParts { users: users(None), ..parts });
    let named = service.add_phone(&homeless(), engine()).await;
    assert!(matches!(named, Err(PhoneError::Gone)), "{named:?}");
    let resent = service.resend_phone(&homeless()).await;
    assert!(matches!(resent, Err(PhoneError::Gone)), "{resent:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut users = MockUserStore::new();
    users.expect_find().returning(|_| Err(outage()));
    let parts = parts(&Limited::new(), &Outbox::default());
    let parts = VerificationParts { users: Arc::new(users), ..parts };
    let failure = VerificationService::new(parts).add_phone(&homeless(), engine()).await;
    assert!(matches!(failure, Err(PhoneError::Store(_))), "{failure:?}");
}

async fn resend(
    limited: &Limited,
    outbox: &Outbox,
    on_record: Option<PhoneOnRecord>,
) -> Result<(), PhoneError> {
    let parts =
        VerificationParts { users: users(Some(ada_with(on_record))), ..parts(limited, outbox) };
    VerificationService::new(parts).resend_phone(&homeless()).await
}

#[tokio::test]
async fn a_number_gets_another_code_once_a_minute_and_five_times_an_hour() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    let on_record = Some(PhoneOnRecord { number: engine(), verified: false });
    assert!(resend(&limited, &outbox, on_record.clone()).await.is_ok());
    let messages = outbox.messages();
    let [message] = &messages[..] else { panic!("{messages:?}") };
    assert_is_code_for(message, &engine());

    let refusal = resend(&limited, &outbox, on_record.clone()).await;
    let Err(PhoneError::Throttled(throttled)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(throttled.retry_after, Duration::MINUTE);
    for _ in 0..4 {
        limited.wait(Duration::MINUTE);
        assert!(resend(&limited, &outbox, on_record.clone()).await.is_ok());
    }
    limited.wait(Duration::MINUTE);
    assert!(resend(&limited, &outbox, on_record).await.is_err());
    assert_eq!(outbox.messages().len(), 5);
}

#[rstest]
#[case::none(None)]
#[case::verified(Some(PhoneOnRecord { number: engine(), verified: true }))]
#[tokio::test]
async fn without_a_number_to_verify_there_is_nothing_to_send(
    #[case] on_record: Option<PhoneOnRecord>,
) {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    let refusal = resend(&limited, &outbox, on_record).await;
    assert!(matches!(refusal, Err(PhoneError::NoPhone)), "{refusal:?}");
    assert_eq!(outbox.messages(), []);
    assert!(limited.all().is_empty());
}
