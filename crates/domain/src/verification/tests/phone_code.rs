//! Showing that a number is one's own.

use rstest::rstest;

use super::*;
use crate::access::{Grants, SessionCaller};
use crate::fixtures::{NOW, SESSION, USER, ada, homeless, outage};
use crate::user::{PhoneNumber, User};

const NUMBER: &str = "+4915123456789";
const CODE: &str = "123456";

/// A store in which every account has this number.
fn users(number: Option<&str>) -> Arc<MockUserStore> {
    let number = number.map(|number| PhoneNumber::new(number).unwrap());
    let mut users = MockUserStore::new();
    users.expect_find().returning(move |scope| {
        Ok(Some(User { id: scope.user(), phone_number: number.clone(), ..ada() }))
    });
    Arc::new(users)
}

/// Verification over a challenge of Ada's for her code, with so many look-ups to come.
fn service(limited: &Limited, look_ups: usize) -> VerificationService {
    let mut challenges = MockChallengeStore::new();
    challenges.expect_verify_phone().times(look_ups).returning(|scope, asked, at| {
        assert_eq!(at, NOW);
        Ok(scope.user() == USER && asked == digest(Purpose::Phone, USER, NUMBER, CODE))
    });
    VerificationService::new(VerificationParts {
        users: users(Some(NUMBER)),
        challenges: Arc::new(challenges),
        ..parts(limited, &Outbox::default())
    })
}

fn guesses(limited: &Limited) -> u32 {
    limited.tally("guesses phone", &format!("{USER} {NUMBER}")).count
}

#[track_caller]
fn assert_invalid(answer: &Result<(), VerificationError>) {
    assert!(matches!(answer, Err(VerificationError::InvalidCode)), "{answer:?}");
}

#[tokio::test]
async fn whoever_read_the_code_has_verified_the_number_and_the_wrong_guesses_forgotten() {
    let limited = Limited::new();
    let service = service(&limited, 2);
    assert_invalid(&service.verify_phone(&homeless(), "000000").await);
    assert_eq!(guesses(&limited), 1);
    assert!(service.verify_phone(&homeless(), CODE).await.is_ok());
    assert_eq!(guesses(&limited), 0);
}

#[tokio::test]
async fn the_sixth_guess_of_an_hour_is_wrong_whatever_it_is() {
    let limited = Limited::new();
    let service = service(&limited, 5);
    for _ in 0..5 {
        assert_invalid(&service.verify_phone(&homeless(), "000000").await);
    }
    assert_invalid(&service.verify_phone(&homeless(), CODE).await);
}

#[tokio::test]
async fn what_somebody_else_guesses_at_the_same_number_is_theirs() {
    let limited = Limited::new();
    let service = service(&limited, 6);
    let other = UserId::new(uuid::Uuid::from_u128(0xB4));
    let other = SessionCaller::for_tests(other, SESSION, Grants::default());
    for _ in 0..5 {
        assert_invalid(&service.verify_phone(&other, CODE).await);
    }
    assert!(service.verify_phone(&homeless(), CODE).await.is_ok());
}

#[rstest]
#[case("")]
#[case("12345")]
#[case("code")]
#[tokio::test]
async fn what_is_no_code_asks_nobody(#[case] text: &str) {
    let service = VerificationService::new(parts(&Limited::new(), &Outbox::default()));
    assert_invalid(&service.verify_phone(&homeless(), text).await);
}

#[tokio::test]
async fn without_a_number_no_code_is_right() {
    let limited = Limited::new();
    let parts = VerificationParts { users: users(None), ..parts(&limited, &Outbox::default()) };
    assert_invalid(&VerificationService::new(parts).verify_phone(&homeless(), CODE).await);
    assert!(limited.all().is_empty());
}

#[tokio::test]
async fn a_failure_of_the_store_is_no_wrong_code() {
    let mut challenges = MockChallengeStore::new();
    challenges.expect_verify_phone().returning(|_, _, _| Err(outage()));
    let parts = VerificationParts {
        users: users(Some(NUMBER)),
        challenges: Arc::new(challenges),
        ..parts(&Limited::new(), &Outbox::default())
    };
    let failure = VerificationService::new(parts).verify_phone(&homeless(), CODE).await;
    assert!(matches!(failure, Err(VerificationError::Store(_))), "{failure:?}");
}
