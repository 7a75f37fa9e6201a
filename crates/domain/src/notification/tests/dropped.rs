use rstest::rstest;

use super::*;

const MAIL: [MessageKind; 4] = [
    MessageKind::VerifyEmail,
    MessageKind::ResetPassword,
    MessageKind::PasswordChanged,
    MessageKind::NewSignIn,
];

/// Delivers this where the address has that account, which must send nothing and keep nothing.
async fn assert_dropped(message: OutboxMessage, account: Option<Account>) {
    let journal = Journal::default();
    let delivered = Delivery::new(parts(&journal, account)).deliver(&message).await.unwrap();
    assert_eq!(delivered, Delivered::Dropped, "{message:?}");
    assert_eq!(journal.steps(), [REMOVED], "{message:?}");
}

#[tokio::test]
async fn nothing_goes_to_an_address_that_nobody_has() {
    for kind in MAIL {
        assert_dropped(message(kind), None).await;
        assert_dropped(OutboxMessage { user: None, ..message(kind) }, None).await;
    }
}

#[tokio::test]
async fn nothing_goes_to_an_account_that_is_closed() {
    for kind in MAIL {
        let suspended = Account { status: UserStatus::Suspended, ..account() };
        assert_dropped(message(kind), Some(suspended)).await;
    }
}

#[tokio::test]
async fn nothing_goes_to_whoever_has_the_address_of_who_was_meant() {
    for kind in MAIL {
        let other = Account { user: UserId::new(Uuid::from_u128(0xB4)), ..account() };
        assert_dropped(message(kind), Some(other)).await;
    }
}

#[rstest]
#[case::meant(Some(USER))]
#[case::by_the_address_alone(None)]
#[tokio::test]
async fn an_address_that_is_verified_needs_no_code(#[case] user: Option<UserId>) {
    let verified = Account { email_verified: true, ..account() };
    let message = OutboxMessage { user, ..message(MessageKind::VerifyEmail) };
    assert_dropped(message, Some(verified)).await;
}

#[rstest]
#[case(MessageKind::VerifyEmail)]
#[case(MessageKind::ResetPassword)]
#[tokio::test]
async fn nothing_is_sent_that_came_to_be_not_worth_sending(#[case] kind: MessageKind) {
    let late = OutboxMessage { expires_at: Some(NOW), ..message(kind) };
    assert_dropped(late, Some(account())).await;
    let in_time = Some(NOW + Duration::MICROSECOND);
    let in_time = OutboxMessage { expires_at: in_time, ..message(kind) };
    let delivery = Delivery::new(parts(&Journal::default(), Some(account())));
    assert_eq!(delivery.deliver(&in_time).await.unwrap(), Delivered::Sent);
}

#[tokio::test]
async fn no_code_for_a_phone_goes_by_mail() {
    let message =
        OutboxMessage { kind: MessageKind::VerifyPhone, ..message(MessageKind::VerifyEmail) };
    assert_dropped(message, Some(account())).await;
}

#[rstest]
#[case(MessageKind::VerifyEmail)]
#[case(MessageKind::ResetPassword)]
#[case(MessageKind::VerifyPhone)]
#[tokio::test]
async fn no_secret_goes_to_an_address_that_the_account_has_given_up(#[case] kind: MessageKind) {
    let recipient = match kind {
        MessageKind::VerifyPhone => Recipient::Phone(PhoneNumber::new("+4915123456789").unwrap()),
        _ => Recipient::Email(ada().email),
    };
    let message = OutboxMessage { recipient, ..message(kind) };
    let (journal, mut challenges) = (Journal::default(), MockChallengeStore::new());
    challenges.expect_put().returning(|_, _, _| Ok(false));
    let parts =
        DeliveryParts { challenges: Arc::new(challenges), ..parts(&journal, Some(account())) };
    assert_eq!(Delivery::new(parts).deliver(&message).await.unwrap(), Delivered::Dropped);
    assert_eq!(journal.steps(), [REMOVED]);
}
