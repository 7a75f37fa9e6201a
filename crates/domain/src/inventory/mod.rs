//! The inventory of an organization: every live credential that opens something in it, whoever holds it.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{HeldCredential, HeldKind};
pub use error::InventoryError;
pub use service::InventoryService;
pub use store::InventoryStore;

#[cfg(any(test, feature = "mocks"))]
pub use store::MockInventoryStore;

#[cfg(test)]
mod tests;
