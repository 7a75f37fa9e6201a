//! Taking messages up, and what an operator does with them.

use super::*;
use crate::fixtures::outage;

#[tokio::test]
async fn messages_are_taken_up_for_two_minutes() {
    let mut outbox = MockOutboxStore::new();
    outbox
        .expect_claim()
        .once()
        .withf(|_, most, at, until| (*most, *at, *until) == (7, NOW, NOW + Duration::seconds(120)))
        .returning(|_, _, _, _| Ok(vec![message(MessageKind::NewSignIn)]));
    let parts = DeliveryParts { outbox: Arc::new(outbox), ..parts(&Journal::default(), None) };
    let claimed = Delivery::new(parts).claim(7).await.unwrap();
    assert_eq!(claimed, [message(MessageKind::NewSignIn)]);
}

#[tokio::test]
async fn the_depth_is_what_the_store_counts() {
    let depth = OutboxDepth { waiting: 3, given_up: 1 };
    let mut outbox = MockOutboxStore::new();
    outbox.expect_depth().once().returning(move |_| Ok(depth));
    let parts = DeliveryParts { outbox: Arc::new(outbox), ..parts(&Journal::default(), None) };
    assert_eq!(Delivery::new(parts).depth().await.unwrap(), depth);
}

#[tokio::test]
async fn an_operator_sees_up_to_a_thousand_messages() {
    let mut outbox = MockOutboxStore::new();
    outbox
        .expect_list()
        .once()
        .withf(|_, most| *most == 1000)
        .returning(|_, _| Ok(vec![message(MessageKind::VerifyPhone)]));
    let service = OutboxService::new(Arc::new(outbox), clock());
    assert_eq!(service.list().await.unwrap(), [message(MessageKind::VerifyPhone)]);
}

#[tokio::test]
async fn an_operator_has_one_message_sent_now_or_all() {
    for (which, count) in [(Some(MESSAGE), 1), (None, 12)] {
        let mut outbox = MockOutboxStore::new();
        outbox
            .expect_retry()
            .once()
            .withf(move |_, asked, at| (*asked, *at) == (which, NOW))
            .returning(move |_, _, _| Ok(count));
        let service = OutboxService::new(Arc::new(outbox), clock());
        assert_eq!(service.retry(which).await.unwrap(), count);
    }
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut outbox = MockOutboxStore::new();
    outbox.expect_list().returning(|_, _| Err(outage()));
    outbox.expect_retry().returning(|_, _, _| Err(outage()));
    let service = OutboxService::new(Arc::new(outbox), clock());
    assert!(service.list().await.is_err());
    assert!(service.retry(None).await.is_err());
}
