//! What a scenario found: one thing that must hold, what was seen of it, and whether it holds.

use std::fmt::Display;
use std::time::Duration;

/// One thing that must hold.
pub(crate) struct Finding {
    pub(crate) what: String,
    pub(crate) seen: String,
    pub(crate) bound: String,
    pub(crate) holds: bool,
}

impl Finding {
    /// Something that is told only.
    pub(crate) fn told(what: &str, seen: impl Display) -> Self {
        Self::new(what, seen, "–", true)
    }

    pub(crate) fn new(what: &str, seen: impl Display, bound: impl Display, holds: bool) -> Self {
        Self { what: what.to_owned(), seen: seen.to_string(), bound: bound.to_string(), holds }
    }

    /// A number that must not be greater than its bound.
    pub(crate) fn most(what: &str, seen: u64, most: u64) -> Self {
        let bound = if most == 0 { "0".to_owned() } else { format!("≤ {most}") };
        Self::new(what, seen, bound, seen <= most)
    }

    /// A time that must not be longer than its bound; none where what was waited for did not come.
    pub(crate) fn within(what: &str, seen: Option<Duration>, most: Duration) -> Self {
        let holds = seen.is_some_and(|seen| seen <= most);
        let seen = seen.map_or_else(|| "never".to_owned(), shown);
        Self::new(what, seen, format!("≤ {}", shown(most)), holds)
    }

    /// What must not be at all; the first few are shown.
    pub(crate) fn none_of(what: &str, complaints: &[String]) -> Self {
        for complaint in complaints.iter().take(5) {
            eprintln!("  {what}: {complaint}");
        }
        Self::new(what, complaints.len(), "0", complaints.is_empty())
    }
}

/// A time as people read it.
pub(crate) fn shown(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

/// So many of a hundred are not greater than the result; the times come with the shortest first.
pub(crate) fn percentile(sorted: &[Duration], of_hundred: usize) -> Option<Duration> {
    let rank = (sorted.len() * of_hundred).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The slower of two; what never came is the slowest.
pub(crate) fn slower(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    Some(one?.max(other?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_never_came_holds_no_bound() {
        assert!(!Finding::within("it comes", None, Duration::from_mins(1)).holds);
        assert!(Finding::within("it comes", Some(Duration::ZERO), Duration::ZERO).holds);
    }

    #[test]
    fn the_percentile_is_one_of_the_times() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 99), Some(Duration::from_millis(99)));
        assert_eq!(percentile(&times[..1], 50), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&[], 50), None);
    }
}
