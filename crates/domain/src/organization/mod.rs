//! Organizations: the parts of a tenant, each with its own people and projects.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{
    NewOrganization, Organization, OrganizationChange, OrganizationName, OrganizationStatus,
    OrganizationWithRole, ReferralCode,
};
pub use error::OrganizationError;
pub use service::OrganizationService;
pub use store::{Membership, OrganizationStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockOrganizationStore;

#[cfg(test)]
mod tests;
