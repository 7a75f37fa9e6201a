use super::*;
use crate::verification::{Code, Purpose, challenge_digest};

fn delivery(journal: &Journal) -> Delivery {
    // Nobody is looked up by a number.
    let accounts = Arc::new(MockAccountDirectory::new());
    Delivery::new(DeliveryParts { accounts, ..parts(journal, None) })
}

fn steps_with(entropy: u8) -> [Step; 3] {
    let code = Code::from_entropy([entropy; 32]);
    let (purpose, expires_at) = (Purpose::Phone, NOW + LIFETIMES.code);
    let digest = challenge_digest(purpose, USER, NUMBER, &code, &*generator());
    let kept = Challenge { purpose, address: NUMBER.to_owned(), digest, expires_at };
    let texted = Step::Texted {
        id: MESSAGE,
        to: PhoneNumber::new(NUMBER).unwrap(),
        code: code.secret().expose().to_owned(),
        valid_for: LIFETIMES.code,
    };
    [Step::Put(USER, kept), texted, REMOVED]
}

#[tokio::test]
async fn every_attempt_keeps_another_code_then_texts_it() {
    let journal = Journal::default();
    let delivery = delivery(&journal);
    for _ in 0..2 {
        let delivered = delivery.deliver(&message(MessageKind::VerifyPhone)).await.unwrap();
        assert_eq!(delivered, Delivered::Sent);
    }
    assert_eq!(journal.steps(), [steps_with(1), steps_with(2)].concat());
}

#[tokio::test]
async fn a_code_for_a_phone_of_nobody_is_dropped() {
    let journal = Journal::default();
    let message = OutboxMessage { user: None, ..message(MessageKind::VerifyPhone) };
    assert_eq!(delivery(&journal).deliver(&message).await.unwrap(), Delivered::Dropped);
    assert_eq!(journal.steps(), [REMOVED]);
}

#[tokio::test]
async fn a_code_that_came_to_be_not_worth_sending_is_dropped() {
    let journal = Journal::default();
    let message = OutboxMessage { expires_at: Some(NOW), ..message(MessageKind::VerifyPhone) };
    assert_eq!(delivery(&journal).deliver(&message).await.unwrap(), Delivered::Dropped);
    assert_eq!(journal.steps(), [REMOVED]);
}
