//! `page` and `limit`.

use std::ops::RangeInclusive;

use serde::Deserialize;
use tenantry_domain::page::{MAX_LIMIT, PageError, PageRequest};
use utoipa::IntoParams;

use super::fields::Fields;

/// Which page of a list.
#[derive(Deserialize, IntoParams, Default)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// Which page, counting from 1.
    #[param(value_type = Option<u32>, minimum = 1, default = 1)]
    page: Option<String>,
    /// How many entries a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

impl PageQuery {
    /// The page that is asked for, or complaints.
    pub(crate) fn read(&self, default_limit: u32, fields: &mut Fields) -> Option<PageRequest> {
        let page = number(self.page.as_deref(), 1, 1..=u32::MAX, PageError::Page);
        let page = fields.check("page", page);
        let limit = number(self.limit.as_deref(), default_limit, 1..=MAX_LIMIT, PageError::Limit);
        let limit = fields.check("limit", limit);
        PageRequest::new(page?, limit?).ok()
    }
}

/// A number of these bounds, in digits alone.
pub(super) fn number<E>(
    text: Option<&str>,
    default: u32,
    bounds: RangeInclusive<u32>,
    error: E,
) -> Result<u32, E> {
    let Some(text) = text else { return Ok(default) };
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| plain && bounds.contains(number)).ok_or(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(page: Option<&str>, limit: Option<&str>) -> Option<(u32, u32)> {
        let query = PageQuery { page: page.map(str::to_owned), limit: limit.map(str::to_owned) };
        query.read(20, &mut Fields::default()).map(|page| (page.page(), page.limit()))
    }

    #[test]
    fn without_parameters_it_is_the_first_page_of_the_usual_length() {
        assert_eq!(read(None, None), Some((1, 20)));
    }

    #[rstest]
    #[case("0", "20")]
    #[case("-1", "20")]
    #[case("+1", "20")]
    #[case("1", "0")]
    #[case("1", "101")]
    #[case("one", "20")]
    #[case("", "20")]
    #[case("99999999999999999999", "20")]
    fn what_is_out_of_range_is_refused(#[case] page: &str, #[case] limit: &str) {
        assert_eq!(read(Some(page), Some(limit)), None);
    }
}
