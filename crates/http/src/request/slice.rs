//! `limit` and `offset`.

use serde::Deserialize;
use tenantry_domain::page::{MAX_LIMIT, PageError, SliceRequest};
use utoipa::IntoParams;

use super::fields::Fields;
use super::page::number;

/// Which part of a list.
#[derive(Deserialize, IntoParams, Default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SliceQuery {
    /// How many entries to show.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 25)]
    limit: Option<String>,
    /// How many entries to pass over.
    #[param(value_type = Option<u32>, minimum = 0, default = 0)]
    offset: Option<String>,
}

impl SliceQuery {
    /// The part that is asked for, or complaints.
    pub(crate) fn read(&self, default_limit: u32, fields: &mut Fields) -> Option<SliceRequest> {
        let limit = number(self.limit.as_deref(), default_limit, 1..=MAX_LIMIT, PageError::Limit);
        let limit = fields.check("limit", limit);
        let offset = number(self.offset.as_deref(), 0, 0..=u32::MAX, "must be 0 or more");
        let offset = fields.check("offset", offset);
        SliceRequest::new(limit?, offset?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(limit: Option<&str>, offset: Option<&str>) -> Option<(u32, u32)> {
        let query =
            SliceQuery { limit: limit.map(str::to_owned), offset: offset.map(str::to_owned) };
        query.read(25, &mut Fields::default()).map(|slice| (slice.limit(), slice.offset()))
    }

    #[test]
    fn without_parameters_it_is_the_beginning_at_the_usual_length() {
        assert_eq!(read(None, None), Some((25, 0)));
    }

    #[test]
    fn the_bounds_are_within() {
        assert_eq!(read(Some("1"), Some("0")), Some((1, 0)));
        assert_eq!(read(Some("100"), Some("4294967295")), Some((100, u32::MAX)));
    }

    #[rstest]
    #[case("0", "0")]
    #[case("101", "0")]
    #[case("", "0")]
    #[case("ten", "0")]
    #[case("25", "-1")]
    #[case("25", "+1")]
    #[case("25", "")]
    #[case("25", "4294967296")]
    #[case("25", "1.5")]
    fn what_is_out_of_range_is_refused(#[case] limit: &str, #[case] offset: &str) {
        assert_eq!(read(Some(limit), Some(offset)), None);
    }
}
