//! A page of a list.

use serde::Serialize;
use tenantry_domain::page::Page;
use utoipa::ToSchema;

/// Where a page lies in its list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pagination {
    /// How many entries the whole list has.
    total_items: u64,
    /// How many pages it fills.
    total_pages: u64,
    /// Which page this is, counting from 1.
    current_page: u32,
    /// How many entries a page has.
    items_per_page: u32,
}

impl Pagination {
    /// Where this page lies.
    pub(crate) fn of<D>(page: &Page<D>) -> Self {
        Self {
            total_items: page.total,
            total_pages: page.total_pages(),
            current_page: page.request.page(),
            items_per_page: page.request.limit(),
        }
    }
}

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PageResponse<T: ToSchema> {
    /// Its entries.
    data: Vec<T>,
    /// Where it lies.
    pagination: Pagination,
}

impl<T: ToSchema> PageResponse<T> {
    /// The page with its entries put into their wire form.
    pub(crate) fn of<D: Into<T>>(page: Page<D>) -> Self {
        let pagination = Pagination::of(&page);
        Self { data: page.items.into_iter().map(Into::into).collect(), pagination }
    }
}
