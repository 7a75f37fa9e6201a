use rstest::rstest;
use time::OffsetDateTime;

use super::*;
use crate::clock::{Clock, MockClock};
use crate::fixtures::outage;
use crate::store_error::StoreError;

const LATER: fn() -> DeliveryError =
    || DeliveryError::Later("421 try again: mail.example is overloaded".into());
const NEVER: fn() -> DeliveryError = || DeliveryError::Never("550 no such mailbox".into());

fn at(now: OffsetDateTime) -> Arc<dyn Clock> {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(now);
    Arc::new(clock)
}

/// Parts whose mail fails like this.
fn failing(journal: &Journal, error: fn() -> DeliveryError) -> DeliveryParts {
    let mut mailer = MockMailer::new();
    mailer.expect_send().once().returning(move |_| Err(error()));
    DeliveryParts { mailer: Arc::new(mailer), ..parts(journal, Some(account())) }
}

/// What becomes of a message whose mail fails like this.
async fn settle(message: &OutboxMessage, error: fn() -> DeliveryError) -> (Delivered, Settlement) {
    let journal = Journal::default();
    let delivered = Delivery::new(failing(&journal, error)).deliver(message).await.unwrap();
    (delivered, journal.settlement())
}

#[rstest]
#[case(1, 5)]
#[case(2, 15)]
#[case(3, 45)]
#[case(4, 135)]
#[case(5, 405)]
#[case(6, 1215)]
#[case(7, 3600)]
#[case(8, 3600)]
#[case(1_000, 3600)]
#[case(u32::MAX, 3600)]
#[case::of_a_store_that_does_not_count(0, 5)]
#[tokio::test]
async fn what_may_go_through_later_is_tried_again_after_a_growing_pause(
    #[case] attempts: u32,
    #[case] seconds: i64,
) {
    let message = OutboxMessage { attempts, ..message(MessageKind::VerifyEmail) };
    let expected = Settlement::Retry {
        next_attempt_at: NOW + Duration::seconds(seconds),
        error: "the message could not be sent now: 421 try again: mail.example is overloaded"
            .into(),
    };
    assert_eq!(settle(&message, LATER).await, (Delivered::Postponed, expected));
}

#[rstest]
#[case(MessageKind::VerifyEmail)]
#[case(MessageKind::PasswordChanged)]
#[tokio::test]
async fn what_never_goes_through_is_left_to_an_operator(#[case] kind: MessageKind) {
    let expected =
        Settlement::GiveUp { error: "the message can't be delivered: 550 no such mailbox".into() };
    assert_eq!(settle(&message(kind), NEVER).await, (Delivered::GivenUp, expected));
}

#[rstest]
#[case::just_before(Duration::DAY - Duration::MICROSECOND, Delivered::Postponed)]
#[case::after_a_day(Duration::DAY, Delivered::GivenUp)]
#[tokio::test]
async fn news_are_left_to_an_operator_after_a_day(
    #[case] ago: Duration,
    #[case] expected: Delivered,
) {
    let occurrence = Occurrence { at: NOW - ago, origin: origin() };
    let message = OutboxMessage { occurrence, ..message(MessageKind::NewSignIn) };
    let (delivered, settlement) = settle(&message, LATER).await;
    assert_eq!(delivered, expected);
    let given_up = matches!(settlement, Settlement::GiveUp { .. });
    assert_eq!(given_up, expected == Delivered::GivenUp, "{settlement:?}");
}

#[tokio::test]
async fn a_code_that_fails_until_it_is_not_worth_sending_is_dropped_not_given_up() {
    let end = NOW - Duration::days(2) + Duration::HOUR;
    let occurrence = Occurrence { at: end - Duration::HOUR, origin: origin() };
    let message =
        OutboxMessage { occurrence, expires_at: Some(end), ..message(MessageKind::VerifyEmail) };
    let journal = Journal::default();
    let last = end - Duration::MICROSECOND;
    let mut challenges = MockChallengeStore::new();
    challenges.expect_put().returning(|_, _, _| Ok(true));
    let mut outbox = MockOutboxStore::new();
    outbox
        .expect_settle()
        .once()
        .withf(|_, _, settlement, _| matches!(settlement, Settlement::Retry { .. }))
        .returning(|_, _, _, _| Ok(()));
    let parts = DeliveryParts {
        clock: at(last),
        challenges: Arc::new(challenges),
        outbox: Arc::new(outbox),
        ..failing(&journal, LATER)
    };
    assert_eq!(Delivery::new(parts).deliver(&message).await.unwrap(), Delivered::Postponed);
    let delivery = Delivery::new(parts_at(&journal, NOW));
    assert_eq!(delivery.deliver(&message).await.unwrap(), Delivered::Dropped);
    assert_eq!(journal.steps(), [REMOVED]);
}

fn parts_at(journal: &Journal, now: OffsetDateTime) -> DeliveryParts {
    DeliveryParts { clock: at(now), ..parts(journal, Some(account())) }
}

#[tokio::test]
async fn a_code_that_fails_past_its_time_needs_no_operator_either() {
    let (journal, mut clock) = (Journal::default(), MockClock::new());
    let mut moments = [NOW, NOW + Duration::SECOND, NOW + Duration::SECOND].into_iter();
    clock.expect_now().returning(move || moments.next().unwrap());
    let parts = DeliveryParts { clock: Arc::new(clock), ..failing(&journal, LATER) };
    let expires_at = Some(NOW + Duration::MILLISECOND);
    let message = OutboxMessage { expires_at, ..message(MessageKind::VerifyEmail) };
    assert_eq!(Delivery::new(parts).deliver(&message).await.unwrap(), Delivered::Postponed);
}

#[tokio::test]
async fn the_pause_begins_when_the_try_has_failed() {
    let (journal, mut clock) = (Journal::default(), MockClock::new());
    let mut moments = [NOW, NOW + Duration::seconds(30), NOW + Duration::seconds(30)].into_iter();
    clock.expect_now().returning(move || moments.next().unwrap());
    let parts = DeliveryParts { clock: Arc::new(clock), ..failing(&journal, LATER) };
    let message = message(MessageKind::VerifyEmail);
    Delivery::new(parts).deliver(&message).await.unwrap();
    let Settlement::Retry { next_attempt_at, .. } = journal.settlement() else { panic!() };
    assert_eq!(next_attempt_at, NOW + Duration::seconds(35));
}

#[tokio::test]
async fn a_phone_that_cannot_be_reached_is_no_other_case() {
    for (error, expected) in [(LATER, Delivered::Postponed), (NEVER, Delivered::GivenUp)] {
        let (journal, mut messenger) = (Journal::default(), MockTextMessenger::new());
        messenger.expect_send().once().returning(move |_| Err(error()));
        let parts = DeliveryParts { messenger: Arc::new(messenger), ..parts(&journal, None) };
        let message = message(MessageKind::VerifyPhone);
        assert_eq!(Delivery::new(parts).deliver(&message).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn while_accounts_cannot_be_read_messages_wait() {
    let (journal, mut accounts) = (Journal::default(), MockAccountDirectory::new());
    accounts.expect_find_account().returning(|_| Err(outage()));
    let parts = DeliveryParts { accounts: Arc::new(accounts), ..parts(&journal, None) };
    let message = message(MessageKind::PasswordChanged);
    assert_eq!(Delivery::new(parts).deliver(&message).await.unwrap(), Delivered::Postponed);
    let expected = Settlement::Retry {
        next_attempt_at: NOW + Duration::seconds(5),
        error: "the store is unavailable: the network is down".into(),
    };
    assert_eq!(journal.steps(), [Step::Settled(MESSAGE, expected)]);
}

#[rstest]
#[case(MessageKind::VerifyEmail)]
#[case(MessageKind::ResetPassword)]
#[case(MessageKind::VerifyPhone)]
#[tokio::test]
async fn nothing_is_sent_of_which_nothing_could_be_kept(#[case] kind: MessageKind) {
    let (journal, mut challenges) = (Journal::default(), MockChallengeStore::new());
    challenges.expect_put().once().returning(|_, _, _| Err(outage()));
    let parts =
        DeliveryParts { challenges: Arc::new(challenges), ..parts(&journal, Some(account())) };
    assert_eq!(Delivery::new(parts).deliver(&message(kind)).await.unwrap(), Delivered::Postponed);
    assert!(matches!(journal.steps()[..], [Step::Settled(..)]));
}

#[tokio::test]
async fn a_message_that_cannot_be_settled_is_told_to_whoever_delivers() {
    let mut outbox = MockOutboxStore::new();
    outbox.expect_settle().returning(|_, _, _, _| Err(outage()));
    let journal = Journal::default();
    let parts = DeliveryParts { outbox: Arc::new(outbox), ..parts(&journal, Some(account())) };
    let failure = Delivery::new(parts).deliver(&message(MessageKind::NewSignIn)).await;
    assert!(matches!(failure, Err(StoreError::Unavailable(_))), "{failure:?}");
}

#[tokio::test]
async fn the_words_of_an_endless_error_are_cut() {
    let endless: fn() -> DeliveryError = || DeliveryError::Later("ß".repeat(10_000).into());
    let (_, settlement) = settle(&message(MessageKind::NewSignIn), endless).await;
    let Settlement::Retry { error, .. } = settlement else { panic!("{settlement:?}") };
    assert_eq!(error.chars().count(), 500);
}
