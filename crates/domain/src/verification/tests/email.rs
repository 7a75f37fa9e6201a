use rstest::rstest;
use time::Duration;

use super::*;
use crate::access::CredentialUsed;
use crate::fixtures::{LIMITS, NOW, USER, ada, broken_throttle, origin, outage, person_name};
use crate::notification::{MessageKind, MockOutboxStore};
use crate::user::{Account, EmailAddress, UserStatus};

const ADDRESS: &str = "ada@lovelace.example";
const CODE: &str = "123456";

fn account() -> Account {
    Account {
        user: USER,
        email: ada().email,
        first_name: person_name("Ada"),
        status: UserStatus::Active,
        email_verified: false,
    }
}

fn guesses(limited: &Limited) -> u32 {
    limited.tally("guesses email", ADDRESS).count
}

/// A directory that is asked for Ada's address so many times, each time with the guess counted already.
fn accounts(limited: &Limited, times: usize, known: bool) -> Arc<MockAccountDirectory> {
    let (limited, mut accounts) = (limited.clone(), MockAccountDirectory::new());
    accounts.expect_find_account().times(times).returning(move |email| {
        assert_eq!(email.key(), ADDRESS);
        assert_ne!(guesses(&limited), 0);
        Ok(known.then(account))
    });
    Arc::new(accounts)
}

/// A store that has a challenge for this code.
fn challenges(code: &'static str) -> Arc<MockChallengeStore> {
    let mut challenges = MockChallengeStore::new();
    challenges.expect_verify_email().returning(move |scope, asked, _| {
        let trail = scope.trail();
        assert_eq!((scope.user(), trail.actor), (USER, Some(USER.into())));
        assert_eq!(trail.credential, Some(CredentialUsed::SentSecret));
        assert_eq!(trail.origin, origin());
        Ok(asked == digest(Purpose::Email, USER, ADDRESS, code))
    });
    Arc::new(challenges)
}

/// Verification over Ada's account and a challenge for her code, with so many look-ups to come.
fn service(limited: &Limited, look_ups: usize) -> VerificationService {
    VerificationService::new(VerificationParts {
        accounts: accounts(limited, look_ups, true),
        challenges: challenges(CODE),
        ..parts(limited, &Outbox::default())
    })
}

async fn verify(service: &VerificationService, code: &str) -> Result<(), VerificationError> {
    let email = EmailAddress::new("Ada@Lovelace.example").unwrap();
    service.verify_email(&email, code, &origin()).await
}

#[track_caller]
fn assert_invalid(answer: &Result<(), VerificationError>) {
    assert!(matches!(answer, Err(VerificationError::InvalidCode)), "{answer:?}");
}

#[tokio::test]
async fn whoever_read_the_code_has_verified_the_address_and_the_wrong_guesses_forgotten() {
    let limited = Limited::new();
    let service = service(&limited, 3);
    assert_invalid(&verify(&service, "000000").await);
    assert_invalid(&verify(&service, "111111").await);
    assert_eq!(guesses(&limited), 2);
    assert!(verify(&service, " 123456 ").await.is_ok());
    assert_eq!(guesses(&limited), 0);
}

#[tokio::test]
async fn the_sixth_guess_of_an_hour_is_wrong_whatever_it_is_and_looks_nothing_up() {
    let limited = Limited::new();
    let service = service(&limited, 6);
    for _ in 0..5 {
        assert_invalid(&verify(&service, "000000").await);
    }
    assert_invalid(&verify(&service, CODE).await);
    limited.wait(Duration::HOUR - Duration::MICROSECOND);
    assert_invalid(&verify(&service, CODE).await);
    limited.wait(Duration::MICROSECOND);
    assert!(verify(&service, CODE).await.is_ok());
}

#[tokio::test]
async fn guesses_outlast_the_code_that_they_were_made_at() {
    let limited = Limited::new();
    let service = service(&limited, 5);
    for _ in 0..5 {
        assert_invalid(&verify(&service, "000000").await);
    }
    service.resend_email(&ada().email, &origin()).await.unwrap();
    assert_invalid(&verify(&service, CODE).await);
}

#[tokio::test]
async fn an_address_that_nobody_has_looks_like_a_wrong_code_and_counts_too() {
    let limited = Limited::new();
    let service = VerificationService::new(VerificationParts {
        accounts: accounts(&limited, 1, false),
        ..parts(&limited, &Outbox::default())
    });
    assert_invalid(&verify(&service, CODE).await);
    assert_eq!(guesses(&limited), 1);
}

#[rstest]
#[case("")]
#[case("12345")]
#[case("code")]
#[tokio::test]
async fn what_is_no_code_is_no_guess(#[case] text: &str) {
    let limited = Limited::new();
    assert_invalid(&verify(&service(&limited, 0), text).await);
    assert_eq!(guesses(&limited), 0);
}

#[tokio::test]
async fn a_failure_of_the_limits_looks_nothing_up() {
    let parts = parts(&Limited::new(), &Outbox::default());
    let service =
        VerificationService::new(VerificationParts { throttle: broken_throttle(), ..parts });
    let failure = verify(&service, CODE).await;
    assert!(matches!(failure, Err(VerificationError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_is_no_wrong_code() {
    let limited = Limited::new();
    let mut challenges = MockChallengeStore::new();
    challenges.expect_verify_email().returning(|_, _, _| Err(outage()));
    let service = VerificationService::new(VerificationParts {
        accounts: accounts(&limited, 1, true),
        challenges: Arc::new(challenges),
        ..parts(&limited, &Outbox::default())
    });
    let failure = verify(&service, CODE).await;
    assert!(matches!(failure, Err(VerificationError::Store(_))), "{failure:?}");
}

/// No account is looked at here, whatever the address: every port that knows of accounts refuses to be touched.
async fn resend(
    limited: &Limited,
    outbox: &Outbox,
    address: &str,
) -> Result<(), VerificationError> {
    let email = EmailAddress::new(address).unwrap();
    VerificationService::new(parts(limited, outbox)).resend_email(&email, &origin()).await
}

#[tokio::test]
async fn any_address_gets_a_message_that_looks_for_its_reader_later() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    let addresses = [ADDRESS, "nobody@nowhere.example"];
    for address in addresses {
        resend(&limited, &outbox, address).await.unwrap();
    }
    let messages = outbox.messages();
    assert_eq!(messages.len(), 2);
    for (message, address) in messages.iter().zip(addresses) {
        assert_eq!(message.kind, MessageKind::VerifyEmail);
        assert_eq!(message.recipient.as_str(), address);
        assert_eq!((message.user, &message.origin), (None, &origin()));
        assert_eq!(message.expires_at, Some(NOW + Duration::HOUR));
    }
}

#[tokio::test]
async fn asking_too_often_for_an_address_looks_the_same_and_sends_nothing() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    for address in [ADDRESS, "ADA@lovelace.example", ADDRESS] {
        assert!(resend(&limited, &outbox, address).await.is_ok());
    }
    assert_eq!(outbox.messages().len(), 1);
    for _ in 0..7 {
        limited.wait(Duration::MINUTE);
        assert!(resend(&limited, &outbox, ADDRESS).await.is_ok());
    }
    assert_eq!(outbox.messages().len(), 5);
}

#[tokio::test]
async fn asking_too_often_from_a_network_is_said() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    for _ in 0..LIMITS.mail_of_a_network.most {
        limited.throttle.request_mail(&origin()).await.unwrap();
    }
    let refusal = resend(&limited, &outbox, ADDRESS).await;
    assert!(matches!(refusal, Err(VerificationError::Throttled(_))), "{refusal:?}");
    assert_eq!(outbox.messages(), []);
}

#[tokio::test]
async fn a_failure_of_the_outbox_stays_one() {
    let mut outbox = MockOutboxStore::new();
    outbox.expect_enqueue().returning(|_, _, _| Err(outage()));
    let parts = parts(&Limited::new(), &Outbox::default());
    let parts = VerificationParts { outbox: Arc::new(outbox), ..parts };
    let failure = VerificationService::new(parts).resend_email(&ada().email, &origin()).await;
    assert!(matches!(failure, Err(VerificationError::Store(_))), "{failure:?}");
}
