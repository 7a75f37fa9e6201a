use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::fixtures::NOW;

const RULE: Backoff = Backoff {
    free: 5,
    first_pause: Duration::seconds(30),
    longest_pause: Duration::HOUR,
    most: 100,
};

/// A tally of so many failures, the last of them now.
fn failed(times: u32) -> Tally {
    let mut tally = Tally::default();
    for _ in 0..times {
        RULE.count(&mut tally, NOW);
    }
    tally
}

#[rstest]
#[case(0)]
#[case(1)]
#[case(4)]
fn the_first_cost_nothing(#[case] times: u32) {
    assert_eq!(RULE.admit(&mut failed(times), NOW), Ok(()));
}

#[rstest]
#[case(5, Duration::seconds(30))]
#[case(6, Duration::seconds(60))]
#[case(7, Duration::seconds(120))]
#[case(11, Duration::seconds(1920))]
#[case(12, Duration::HOUR)]
#[case(13, Duration::HOUR)]
#[case(40, Duration::HOUR)]
#[case(99, Duration::HOUR)]
fn each_further_one_costs_twice_the_pause_up_to_the_longest(
    #[case] times: u32,
    #[case] pause: Duration,
) {
    let mut tally = failed(times);
    assert_eq!(RULE.admit(&mut tally, NOW), Err(until(pause)));
    assert_eq!(RULE.admit(&mut tally, NOW + pause - INSTANT), Err(until(INSTANT)));
    assert_eq!(tally, failed(times), "a refusal changes nothing");
    assert_eq!(RULE.admit(&mut tally, NOW + pause), Ok(()));
}

#[test]
fn after_the_last_of_all_only_forgetting_helps() {
    let mut tally = failed(100);
    for later in [Duration::ZERO, Duration::DAY, Duration::days(3650)] {
        let now = NOW + later;
        assert_eq!(tally.at(now), tally);
        assert_eq!(RULE.admit(&mut tally, now), Err(until(Duration::DAY)));
    }
    tally.clear();
    assert_eq!(RULE.admit(&mut tally, NOW), Ok(()));
}

#[test]
fn a_day_without_any_failure_is_forgotten_with_all_before_it() {
    let tally = failed(99);
    assert_eq!(tally.at(NOW + Duration::DAY - INSTANT).count, 99);
    assert_eq!(tally.at(NOW + Duration::DAY), Tally::default());
}

#[rstest]
#[case(0, 5)]
#[case(1, 4)]
#[case(4, 1)]
#[case(5, 1)]
#[case(50, 1)]
fn as_many_are_looked_at_at_once_as_could_come_one_after_the_other(
    #[case] times: u32,
    #[case] room: u32,
) {
    let (mut tally, now) = (failed(times), NOW + Duration::HOUR);
    for _ in 0..room {
        assert_eq!(RULE.admit(&mut tally, now), Ok(()));
    }
    assert_eq!(RULE.admit(&mut tally, now), Err(PASSING));
    tally.end();
    assert_eq!(RULE.admit(&mut tally, now), Ok(()));
}

#[test]
fn what_a_dead_node_looked_at_is_not_waited_for() {
    let mut tally = failed(4);
    assert_eq!(RULE.admit(&mut tally, NOW), Ok(()));
    let just_before = NOW + Duration::seconds(10) - INSTANT;
    assert_eq!(RULE.admit(&mut tally.at(just_before), just_before), Err(PASSING));
    let then = NOW + Duration::seconds(10);
    assert_eq!(tally.at(then), failed(4));
    assert_eq!(RULE.admit(&mut tally.at(then), then), Ok(()));
}

#[test]
fn what_is_looked_at_outlives_what_is_forgotten() {
    let mut tally = failed(4);
    let just_before = NOW + Duration::DAY - INSTANT;
    assert_eq!(RULE.admit(&mut tally, just_before), Ok(()));
    let seen = tally.at(NOW + Duration::DAY);
    assert_eq!((seen.count, seen.pending), (0, 1));
}

proptest! {
    #[test]
    fn waiting_as_long_as_was_said_lets_one_through(
        times in 0..100_u32,
        microseconds in 0..2 * 3_600_000_000_i64,
    ) {
        let now = NOW + Duration::microseconds(microseconds);
        let mut tally = failed(times).at(now);
        if let Err(throttled) = RULE.admit(&mut tally, now) {
            prop_assert!(!throttled.passing);
            prop_assert!(throttled.retry_after > Duration::ZERO);
            let later = now + Duration::seconds(throttled.retry_after_seconds().cast_signed());
            let mut tally = tally.at(later);
            prop_assert_eq!(RULE.admit(&mut tally, later), Ok(()));
        }
    }

    #[test]
    fn no_number_of_failures_overflows(times: u32, seconds in 0..400_000_000_i64) {
        let mut tally = Tally { count: times, last: Some(NOW), ..Tally::default() };
        let rule = Backoff { most: u32::MAX, ..RULE };
        if let Err(throttled) = rule.admit(&mut tally, NOW + Duration::seconds(seconds)) {
            prop_assert!(throttled.retry_after <= Duration::DAY);
        }
    }
}
