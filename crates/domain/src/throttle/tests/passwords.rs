use std::sync::Arc;

use super::*;
use crate::access::Origin;
use crate::fixtures::{LIMITS, Limited, broken_throttle, origin};

const ADA: &str = "ada@lovelace.example";

async fn begin(limited: &Limited) -> Result<Attempt, ThrottleError> {
    limited.throttle.begin_attempt(ADA, &origin()).await
}

fn from(address: &str) -> Arc<Origin> {
    Arc::new(Origin { ip: Some(address.parse().unwrap()), ..Origin::default() })
}

#[tokio::test]
async fn five_are_free_then_30_seconds_double_to_an_hour() {
    let limited = Limited::new();
    limited.fail(ADA, 5).await;
    for seconds in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        let pause = Duration::seconds(seconds);
        assert_eq!(refused(begin(&limited).await), until(pause));
        limited.wait(pause - INSTANT);
        assert_eq!(refused(begin(&limited).await), until(INSTANT));
        limited.wait(INSTANT);
        limited.fail(ADA, 1).await;
    }
}

#[tokio::test]
async fn after_a_hundred_only_forgetting_helps() {
    let limited = Limited::new();
    for _ in 0..99 {
        limited.fail(ADA, 1).await;
        limited.wait(Duration::HOUR);
    }
    limited.fail(ADA, 1).await;
    limited.wait(Duration::days(400));
    assert_eq!(refused(begin(&limited).await), until(Duration::DAY));
    limited.throttle.forget_attempts(ADA).await.unwrap();
    assert!(begin(&limited).await.is_ok());
}

#[tokio::test]
async fn whoever_knows_the_password_has_the_accounts_failures_forgotten_not_the_networks() {
    let limited = Limited::new();
    limited.fail(ADA, 4).await;
    let attempt = begin(&limited).await.unwrap();
    assert_eq!((limited.passwords(ADA), limited.passwords_of_the_network()), ((4, 1), (4, 1)));
    limited.throttle.attempt_succeeded(attempt).await.unwrap();
    assert_eq!((limited.passwords(ADA), limited.passwords_of_the_network()), ((0, 0), (4, 0)));
}

#[tokio::test]
async fn what_was_never_looked_at_counts_nothing() {
    let limited = Limited::new();
    limited.fail(ADA, 4).await;
    let attempt = begin(&limited).await.unwrap();
    limited.throttle.attempt_abandoned(attempt).await.unwrap();
    assert_eq!((limited.passwords(ADA), limited.passwords_of_the_network()), ((4, 0), (4, 0)));
}

#[tokio::test]
async fn those_who_come_at_once_are_no_more_than_could_come_one_after_the_other() {
    let limited = Limited::new();
    limited.fail(ADA, 2).await;
    let mut attempts = Vec::new();
    for _ in 0..3 {
        attempts.push(begin(&limited).await.unwrap());
    }
    assert_eq!(refused(begin(&limited).await), PASSING);
    for attempt in attempts {
        limited.throttle.attempt_failed(attempt).await.unwrap();
    }
    assert_eq!(refused(begin(&limited).await), until(Duration::seconds(30)));
}

#[tokio::test]
async fn what_dead_nodes_looked_at_is_not_waited_for() {
    let limited = Limited::new();
    for _ in 0..5 {
        begin(&limited).await.unwrap();
    }
    assert_eq!(refused(begin(&limited).await), PASSING);
    limited.wait(Duration::seconds(10));
    assert!(begin(&limited).await.is_ok());
    assert_eq!(limited.passwords(ADA), (0, 1));
}

#[tokio::test]
async fn a_success_does_not_forget_what_others_still_look_at() {
    let limited = Limited::new();
    let (one, _other) = (begin(&limited).await.unwrap(), begin(&limited).await.unwrap());
    limited.throttle.attempt_succeeded(one).await.unwrap();
    assert_eq!(limited.passwords(ADA), (0, 1));
}

#[tokio::test]
async fn a_network_has_so_many_wrong_passwords_whatever_the_accounts() {
    let limited = Limited::new();
    for account in 0..100 {
        limited.fail(&format!("{account}@lovelace.example"), 1).await;
    }
    assert_eq!(refused(begin(&limited).await), until(Duration::minutes(10)));
    assert_eq!(limited.passwords(ADA), (0, 0), "a refusal leaves no trace with the account");
    limited.wait(Duration::minutes(10));
    assert!(begin(&limited).await.is_ok());
}

#[tokio::test]
async fn an_operator_decides_how_many_that_are() {
    let passwords_of_a_network = Window { most: 2, within: Duration::SECOND };
    let limited = Limited::by(ThrottleLimits { passwords_of_a_network, ..LIMITS });
    limited.fail(ADA, 2).await;
    assert_eq!(refused(begin(&limited).await), until(Duration::SECOND));
}

#[tokio::test]
async fn an_account_is_limited_from_wherever_it_is_tried() {
    let limited = Limited::new();
    limited.fail(ADA, 5).await;
    let elsewhere = limited.throttle.begin_attempt(ADA, &from("198.51.100.9")).await;
    assert_eq!(refused(elsewhere), until(Duration::seconds(30)));
}

#[tokio::test]
async fn a_failure_of_the_store_lets_nobody_through() {
    let begun = broken_throttle().begin_attempt(ADA, &origin()).await;
    assert!(matches!(begun, Err(ThrottleError::Store(_))), "{begun:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_is_told_to_whoever_settles() {
    let (limited, broken) = (Limited::new(), broken_throttle());
    assert!(broken.attempt_failed(begin(&limited).await.unwrap()).await.is_err());
    assert!(broken.attempt_succeeded(begin(&limited).await.unwrap()).await.is_err());
    assert!(broken.attempt_abandoned(begin(&limited).await.unwrap()).await.is_err());
    assert!(broken.forget_attempts(ADA).await.is_err());
}
