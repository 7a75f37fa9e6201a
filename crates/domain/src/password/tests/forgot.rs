use time::Duration;

use super::*;
use crate::fixtures::{LIMITS, Limited, NOW, broken_throttle, origin, outage};
use crate::notification::MockOutboxStore;
use crate::user::EmailAddress;

/// No account is looked at here, whatever the address: every port that knows of accounts refuses to be touched.
async fn forgot(parts: PasswordParts, email: &str) -> Result<(), ForgotPasswordError> {
    let email = EmailAddress::new(email).unwrap();
    PasswordService::new(parts).forgot(&email, &origin()).await
}

#[tokio::test]
async fn any_address_gets_a_message_that_looks_for_its_reader_later() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    for address in ["ada@lovelace.example", "nobody@nowhere.example"] {
        forgot(parts(&limited.throttle, &outbox), address).await.unwrap();
    }
    let messages = outbox.messages();
    assert_eq!(messages.len(), 2);
    for (message, address) in
        messages.iter().zip(["ada@lovelace.example", "nobody@nowhere.example"])
    {
        assert_eq!(message.kind, MessageKind::ResetPassword);
        assert_eq!(message.recipient.as_str(), address);
        assert_eq!((message.user, &message.origin), (None, &origin()));
        assert_eq!(message.expires_at, Some(NOW + Duration::HOUR));
    }
}

#[tokio::test]
async fn asking_too_often_for_an_address_looks_the_same_and_sends_nothing() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    for address in ["ada@lovelace.example", "Ada@Lovelace.EXAMPLE", "ada@lovelace.example"] {
        assert!(forgot(parts(&limited.throttle, &outbox), address).await.is_ok());
    }
    assert_eq!(outbox.messages().len(), 1);
}

#[tokio::test]
async fn an_address_gets_five_an_hour() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    for _ in 0..7 {
        forgot(parts(&limited.throttle, &outbox), "ada@lovelace.example").await.unwrap();
        limited.wait(Duration::MINUTE);
    }
    assert_eq!(outbox.messages().len(), 5);
}

#[tokio::test]
async fn asking_too_often_from_a_network_is_said() {
    let (limited, outbox) = (Limited::new(), Outbox::default());
    for number in 0..LIMITS.mail_of_a_network.most {
        let address = format!("{number}@lovelace.example");
        forgot(parts(&limited.throttle, &outbox), &address).await.unwrap();
    }
    let sent = outbox.messages().len();
    let refusal = forgot(parts(&limited.throttle, &outbox), "ada@lovelace.example").await;
    assert!(matches!(refusal, Err(ForgotPasswordError::Throttled(_))), "{refusal:?}");
    assert_eq!(outbox.messages().len(), sent);
}

#[tokio::test]
async fn a_failure_of_the_limits_sends_nothing() {
    let outbox = Outbox::default();
    let failure = forgot(parts(&broken_throttle(), &outbox), "ada@lovelace.example").await;
    assert!(matches!(failure, Err(ForgotPasswordError::Store(_))), "{failure:?}");
    assert_eq!(outbox.messages(), []);
}

#[tokio::test]
async fn a_failure_of_the_outbox_stays_one() {
    let mut outbox = MockOutboxStore::new();
    outbox.expect_enqueue().returning(|_, _, _| Err(outage()));
    let parts = PasswordParts {
        outbox: Arc::new(outbox),
        ..parts(&Limited::new().throttle, &Outbox::default())
    };
    let failure = forgot(parts, "ada@lovelace.example").await;
    assert!(matches!(failure, Err(ForgotPasswordError::Store(_))), "{failure:?}");
}
