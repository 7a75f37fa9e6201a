//! Service credentials: what the platform's other services show when they ask about a credential.

mod entity;
mod service;
mod store;

pub use entity::{NewServiceCredential, ServiceCredential, ServiceCredentialName};
pub use service::ServiceCredentialService;
pub use store::{RevokeServiceCredentialError, ServiceCredentialStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockServiceCredentialStore;

#[cfg(test)]
mod tests;
