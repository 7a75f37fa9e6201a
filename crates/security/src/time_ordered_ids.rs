//! Identifiers that sort by the time they were made.

use tenantry_domain::id::Ids;
use uuid::Uuid;

/// Makes UUIDs of version 7 (RFC 9562 §5.7).
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeOrderedIds;

impl Ids for TimeOrderedIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "this adapter is the one place that makes identifiers"
    )]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_identifiers_sort_behind_earlier_ones() {
        let made: Vec<Uuid> = (0..1000).map(|_| TimeOrderedIds.next()).collect();
        assert!(made.iter().all(|id| id.get_version_num() == 7));
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
