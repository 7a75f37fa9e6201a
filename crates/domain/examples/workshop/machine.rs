//! Time and identifiers: the only places that ask the machine for them.

use tenantry_domain::clock::Clock;
use tenantry_domain::id::Ids;
use time::OffsetDateTime;
use uuid::Uuid;

/// The machine at hand.
#[derive(Clone, Copy)]
pub(crate) struct Machine;

impl Clock for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the clock's adapter")]
    fn now(&self) -> OffsetDateTime {
        let now = OffsetDateTime::now_utc();
        now.truncate_to_microsecond()
    }
}

impl Ids for Machine {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter of identifiers")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}
