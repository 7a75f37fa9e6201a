//! The machine's own clock.

use tenantry_domain::clock::Clock;
use time::{Duration, OffsetDateTime};

/// Tells the time that the machine has.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this adapter is the one place that asks the machine"
    )]
    fn now(&self) -> OffsetDateTime {
        whole_microseconds(OffsetDateTime::now_utc())
    }
}

fn whole_microseconds(moment: OffsetDateTime) -> OffsetDateTime {
    moment - Duration::nanoseconds(i64::from(moment.nanosecond() % 1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn what_postgresql_would_not_keep_is_cut_off() {
        assert_eq!(
            whole_microseconds(datetime!(2026-01-01 23:59:59.999_999_999 UTC)),
            datetime!(2026-01-01 23:59:59.999_999 UTC)
        );
        let exact = datetime!(2026-01-01 00:00:00.000_001 UTC);
        assert_eq!(whole_microseconds(exact), exact);
    }

    #[test]
    fn it_tells_whole_microseconds_in_utc() {
        let now = SystemClock.now();
        assert_eq!(now.nanosecond() % 1000, 0);
        assert!(now.offset().is_utc());
        assert!(now > datetime!(2026-01-01 00:00 UTC));
    }
}
