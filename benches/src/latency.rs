//! How long requests took.

use std::time::Duration;

/// The time within which this part of all were done (nearest rank); nothing if there were none.
pub(crate) fn percentile(sorted: &[Duration], per_cent: usize) -> Option<Duration> {
    let rank = (sorted.len() * per_cent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_99th_percentile_of_a_hundred_is_the_second_greatest() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 99), Some(Duration::from_millis(99)));
        assert_eq!(percentile(&times, 50), Some(Duration::from_millis(50)));
        assert_eq!(percentile(&times, 100), Some(Duration::from_millis(100)));
    }

    #[test]
    fn a_single_time_is_every_percentile_and_none_is_no_percentile() {
        assert_eq!(percentile(&[Duration::from_secs(1)], 1), Some(Duration::from_secs(1)));
        assert_eq!(percentile(&[], 99), None);
    }
}
