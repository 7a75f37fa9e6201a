use std::sync::Arc;

use super::*;
use crate::fixtures::{LIMITS, Limited, NOW, broken_throttle, clock, origin, secrets};

const ADA: &str = "ada@lovelace.example";
const CODES: &str = "codes by mail";

#[tokio::test]
async fn an_address_gets_one_message_of_a_kind_a_minute_and_five_an_hour() {
    let limited = Limited::new();
    for _ in 0..5 {
        limited.throttle.send(CODES, ADA).await.unwrap();
        assert_eq!(refused(limited.throttle.send(CODES, ADA).await), until(Duration::MINUTE));
        limited.wait(Duration::MINUTE);
    }
    let left = Duration::minutes(55);
    assert_eq!(refused(limited.throttle.send(CODES, ADA).await), until(left));
    limited.wait(left);
    assert!(limited.throttle.send(CODES, ADA).await.is_ok());
}

#[tokio::test]
async fn a_refusal_by_one_window_takes_nothing_from_the_other() {
    let limited = Limited::new();
    limited.throttle.send(CODES, ADA).await.unwrap();
    let kept = limited.all();
    refused(limited.throttle.send(CODES, ADA).await);
    assert_eq!(limited.all(), kept);
}

#[tokio::test]
async fn a_person_names_five_phones_an_hour() {
    let limited = Limited::new();
    for _ in 0..5 {
        limited.throttle.name_phone("ada").await.unwrap();
    }
    assert_eq!(refused(limited.throttle.name_phone("ada").await), until(Duration::HOUR));
    assert!(limited.throttle.name_phone("grace").await.is_ok());
}

#[tokio::test]
async fn five_guesses_an_hour_count_until_one_is_right() {
    let limited = Limited::new();
    for _ in 0..5 {
        limited.throttle.guess("email", ADA).await.unwrap();
    }
    assert_eq!(refused(limited.throttle.guess("email", ADA).await), until(Duration::HOUR));
    limited.throttle.guessed_right("email", ADA).await.unwrap();
    assert!(limited.throttle.guess("email", ADA).await.is_ok());
}

#[tokio::test]
async fn no_message_gives_guesses_back() {
    let limited = Limited::new();
    for _ in 0..5 {
        limited.throttle.guess("email", ADA).await.unwrap();
    }
    limited.throttle.send(CODES, ADA).await.unwrap();
    refused(limited.throttle.guess("email", ADA).await);
}

#[tokio::test]
async fn an_operator_decides_how_many_sign_up_from_a_network() {
    let limited = Limited::new();
    for _ in 0..LIMITS.sign_ups_of_a_network.most {
        limited.throttle.sign_up(&origin()).await.unwrap();
    }
    assert_eq!(refused(limited.throttle.sign_up(&origin()).await), until(Duration::HOUR));
    assert!(limited.throttle.request_mail(&origin()).await.is_ok());
}

#[tokio::test]
async fn an_operator_decides_how_many_ask_for_mail_from_a_network() {
    let limited = Limited::new();
    for _ in 0..LIMITS.mail_of_a_network.most {
        limited.throttle.request_mail(&origin()).await.unwrap();
    }
    assert_eq!(refused(limited.throttle.request_mail(&origin()).await), until(Duration::HOUR));
    assert!(limited.throttle.sign_up(&origin()).await.is_ok());
}

#[tokio::test]
async fn a_failure_of_the_store_lets_nothing_through() {
    let broken = broken_throttle();
    for answer in [
        broken.send(CODES, ADA).await,
        broken.name_phone("ada").await,
        broken.guess("email", ADA).await,
        broken.sign_up(&origin()).await,
        broken.request_mail(&origin()).await,
    ] {
        assert!(matches!(answer, Err(ThrottleError::Store(_))), "{answer:?}");
    }
    assert!(broken.guessed_right("email", ADA).await.is_err());
    assert!(broken.purge().await.is_err());
}

#[tokio::test]
async fn what_does_not_matter_any_more_is_removed_by_the_clock() {
    let mut store = MockThrottleStore::new();
    store.expect_purge().once().withf(|_, at| *at == NOW).returning(|_, _| Ok(7));
    let throttle = Throttle::new(Arc::new(store), LIMITS, secrets(), clock());
    assert_eq!(throttle.purge().await.unwrap(), 7);
}
