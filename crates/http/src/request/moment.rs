//! Moments in RFC 3339.

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// The moment that a text names, in UTC. One whose year has other than four digits there could not be told again.
pub(crate) fn moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339)
        .ok()?
        .checked_to_offset(UtcOffset::UTC)
        .filter(|moment| (0..=9999).contains(&moment.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use time::macros::datetime;

    #[test]
    fn a_moment_is_told_in_utc() {
        let told = moment("2026-01-31T10:00:00+01:00").unwrap();
        assert_eq!(told, datetime!(2026-01-31 09:00 UTC));
        assert_eq!(told.offset(), UtcOffset::UTC);
    }

    #[rstest]
    #[case("yesterday")]
    #[case("2026-01-31")]
    #[case("2026-01-31T08:00:00")]
    #[case("2026-02-30T08:00:00Z")]
    #[case::after_the_last_year("9999-12-31T23:59:59-23:00")]
    #[case::before_the_first_year("0000-01-01T00:00:00+01:00")]
    fn what_names_no_moment_is_none(#[case] text: &str) {
        assert_eq!(moment(text), None);
    }
}
