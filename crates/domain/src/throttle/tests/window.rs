use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::fixtures::NOW;

const RULE: Window = Window { most: 3, within: Duration::MINUTE };

/// A tally of so many, a second after each other, the first of them now.
fn taken(times: u32) -> Tally {
    let mut tally = Tally::default();
    for second in 0..times {
        RULE.take(&mut tally, NOW + Duration::seconds(second.into())).unwrap();
    }
    tally
}

#[test]
fn there_is_room_for_so_many_and_no_more() {
    let (mut tally, now) = (taken(3), NOW + Duration::seconds(3));
    let before = tally;
    assert_eq!(RULE.take(&mut tally, now), Err(until(Duration::seconds(57))));
    assert_eq!(RULE.admit(&mut tally, now), Err(until(Duration::seconds(57))));
    assert_eq!(tally, before, "a refusal changes nothing");
}

#[test]
fn the_stretch_begins_with_the_first_and_then_there_is_all_the_room_again() {
    let end = NOW + Duration::MINUTE;
    let mut tally = taken(3).at(end - INSTANT);
    assert_eq!(RULE.take(&mut tally, end - INSTANT), Err(until(INSTANT)));
    let mut tally = tally.at(end);
    for _ in 0..3 {
        assert_eq!(RULE.take(&mut tally, end), Ok(()));
    }
    assert_eq!(RULE.take(&mut tally, end), Err(until(Duration::MINUTE)));
}

#[rstest]
#[case(0, 3)]
#[case(1, 2)]
#[case(2, 1)]
fn as_many_are_looked_at_at_once_as_there_is_room_for(#[case] times: u32, #[case] room: u32) {
    let (mut tally, now) = (taken(times), NOW + Duration::seconds(3));
    for _ in 0..room {
        assert_eq!(RULE.admit(&mut tally, now), Ok(()));
    }
    assert_eq!(RULE.admit(&mut tally, now), Err(PASSING));
    RULE.count(&mut tally, now);
    let full = if room == 1 { until(Duration::seconds(57)) } else { PASSING };
    assert_eq!(RULE.admit(&mut tally, now), Err(full));
}

#[test]
fn what_a_dead_node_looked_at_is_not_waited_for() {
    let (rule, mut tally) = (Window { most: 1, ..RULE }, Tally::default());
    assert_eq!(rule.admit(&mut tally, NOW), Ok(()));
    let then = NOW + Duration::seconds(10);
    assert_eq!(rule.admit(&mut tally.at(then - INSTANT), then - INSTANT), Err(PASSING));
    assert_eq!(rule.admit(&mut tally.at(then), then), Ok(()));
}

#[test]
fn a_window_for_none_lets_none_through() {
    let rule = Window { most: 0, ..RULE };
    assert_eq!(rule.take(&mut Tally::default(), NOW), Err(until(Duration::MINUTE)));
}

#[rstest]
#[case(Duration::ZERO, 1)]
#[case(INSTANT, 1)]
#[case(Duration::NANOSECOND, 1)]
#[case(Duration::SECOND, 1)]
#[case(Duration::SECOND + INSTANT, 2)]
#[case(Duration::seconds(30), 30)]
#[case(Duration::HOUR - INSTANT, 3600)]
#[case(Duration::DAY, 86_400)]
fn waits_are_said_in_whole_seconds_never_fewer_than_it_takes(
    #[case] wait: Duration,
    #[case] said: u64,
) {
    assert_eq!(until(wait).retry_after_seconds(), said);
}

proptest! {
    #[test]
    fn waiting_as_long_as_was_said_lets_one_through(
        most in 1..6_u32,
        within in 1..7_200_000_000_i64,
        gaps in prop::collection::vec(0..1_800_000_000_i64, 1..40),
    ) {
        let rule = Window { most, within: Duration::microseconds(within) };
        let (mut tally, mut now) = (Tally::default(), NOW);
        for gap in gaps {
            now += Duration::microseconds(gap);
            tally = tally.at(now);
            if let Err(throttled) = rule.take(&mut tally, now) {
                prop_assert!(!throttled.passing);
                prop_assert!(throttled.retry_after > Duration::ZERO);
                now += Duration::seconds(throttled.retry_after_seconds().cast_signed());
                tally = tally.at(now);
                prop_assert_eq!(rule.take(&mut tally, now), Ok(()));
            }
            prop_assert!(tally.count <= most);
            prop_assert!(tally.since.is_some_and(|since| now - since < rule.within));
        }
    }
}
