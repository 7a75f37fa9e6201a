//! Introspection: telling the platform's other services whether a credential is good, and for what (RFC 7662).

mod answer;
mod directory;
mod service;

pub use answer::{ActiveCredential, Introspection, TokenKind};
pub use directory::{ApiKeyFacts, CredentialDirectory, CredentialFacts};
pub use service::{IntrospectionError, IntrospectionService};

#[cfg(any(test, feature = "mocks"))]
pub use directory::MockCredentialDirectory;

#[cfg(test)]
mod tests;
