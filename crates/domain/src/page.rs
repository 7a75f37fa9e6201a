//! Lists are read a part at a time: by pages, or by how many entries come before.

/// The most entries that a page may have.
pub const MAX_LIMIT: u32 = 100;

/// Which page of a list, and how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageRequest {
    page: u32,
    limit: u32,
}

/// Why a page can't be asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PageError {
    /// Pages count from one.
    #[error("must be 1 or more")]
    Page,
    /// A page holds at least one and at most [`MAX_LIMIT`] entries.
    #[error("must be between 1 and {MAX_LIMIT}")]
    Limit,
}

impl PageRequest {
    /// The page with this number, counting from one, of so many entries.
    pub const fn new(page: u32, limit: u32) -> Result<Self, PageError> {
        if page == 0 {
            Err(PageError::Page)
        } else if limit == 0 || limit > MAX_LIMIT {
            Err(PageError::Limit)
        } else {
            Ok(Self { page, limit })
        }
    }

    /// Its number, counting from one.
    pub const fn page(self) -> u32 {
        self.page
    }

    /// How many entries it may have.
    pub const fn limit(self) -> u32 {
        self.limit
    }

    /// How many entries come before it.
    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.limit)
    }
}

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// Its entries.
    pub items: Vec<T>,
    /// How many entries the whole list has.
    pub total: u64,
    /// What was asked for.
    pub request: PageRequest,
}

impl<T> Page<T> {
    /// A page of a list that has no entries.
    pub const fn empty(request: PageRequest) -> Self {
        Self { items: Vec::new(), total: 0, request }
    }

    /// How many pages the whole list fills.
    pub fn total_pages(&self) -> u64 {
        self.total.div_ceil(u64::from(self.request.limit))
    }
}

/// Which part of a list, by how many entries come before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SliceRequest {
    limit: u32,
    offset: u32,
}

impl SliceRequest {
    /// So many entries behind so many others.
    pub const fn new(limit: u32, offset: u32) -> Result<Self, PageError> {
        if limit == 0 || limit > MAX_LIMIT {
            Err(PageError::Limit)
        } else {
            Ok(Self { limit, offset })
        }
    }

    /// How many entries it may have.
    pub const fn limit(self) -> u32 {
        self.limit
    }

    /// How many entries come before it.
    pub const fn offset(self) -> u32 {
        self.offset
    }
}

/// A part of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slice<T> {
    /// Its entries.
    pub items: Vec<T>,
    /// How many entries the whole list has.
    pub total: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_count_from_one() {
        assert_eq!(PageRequest::new(0, 20), Err(PageError::Page));
        assert_eq!(PageRequest::new(1, 20).unwrap().offset(), 0);
        assert_eq!(PageRequest::new(3, 20).unwrap().offset(), 40);
    }

    #[test]
    fn a_page_has_between_one_and_a_hundred_entries() {
        assert_eq!(PageRequest::new(1, 0), Err(PageError::Limit));
        assert_eq!(PageRequest::new(1, 101), Err(PageError::Limit));
        assert!(PageRequest::new(1, 100).is_ok());
    }

    #[test]
    fn a_slice_has_between_one_and_a_hundred_entries_behind_however_many() {
        assert_eq!(SliceRequest::new(0, 0), Err(PageError::Limit));
        assert_eq!(SliceRequest::new(101, 0), Err(PageError::Limit));
        let farthest = SliceRequest::new(100, u32::MAX).unwrap();
        assert_eq!((farthest.limit(), farthest.offset()), (100, u32::MAX));
    }

    #[test]
    fn the_farthest_page_does_not_overflow() {
        assert_eq!(
            PageRequest::new(u32::MAX, 100).unwrap().offset(),
            i64::from(u32::MAX - 1) * 100
        );
    }

    #[test]
    fn a_list_that_ends_within_a_page_counts_that_page() {
        let page =
            Page::<()> { items: vec![], total: 41, request: PageRequest::new(1, 20).unwrap() };
        assert_eq!(page.total_pages(), 3);
        assert_eq!(Page::<()>::empty(page.request).total_pages(), 0);
    }
}
