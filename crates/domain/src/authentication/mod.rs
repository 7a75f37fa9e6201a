//! Telling whose a presented credential is, whatever its kind, and what it is good for at this moment.

mod authenticator;
mod directory;
mod fault;
mod live;

pub use authenticator::{AuthenticationError, Authenticator, Presented};
pub use directory::{
    ApiKeyFacts, CredentialDirectory, FoundPlace, PersonalAccessTokenFacts, ServiceFacts,
    TenantApiKeyFacts,
};
pub use fault::{Fault, Finding};
pub use live::LiveCredentials;

#[cfg(any(test, feature = "mocks"))]
pub use directory::MockCredentialDirectory;

#[cfg(test)]
mod tests;
