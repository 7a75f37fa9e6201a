//! Who may delete their account: nobody who would leave a tenant or an organization without anybody to run it.

use crate::id::{OrganizationId, TenantId};

/// What a person alone runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SoleHolding {
    /// A tenant whose only `SUPER_ADMIN` they are.
    Tenant {
        /// Which one.
        id: TenantId,
        /// What it is called.
        name: String,
    },
    /// An organization whose only `owner` they are.
    Organization {
        /// Which one.
        id: OrganizationId,
        /// What it is called.
        name: String,
    },
}

/// Some things would be left without anybody to run them.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("hand over or delete first what only you run")]
pub struct SoleOwner(pub Vec<SoleHolding>);

/// Decides about a person who alone runs these.
pub fn may_depart(holdings: Vec<SoleHolding>) -> Result<(), SoleOwner> {
    if holdings.is_empty() { Ok(()) } else { Err(SoleOwner(holdings)) }
}
