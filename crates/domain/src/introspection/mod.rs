//! Introspection: telling the platform's other services whether a credential is good, and for what (RFC 7662).

mod answer;
mod service;

pub use answer::{ActiveCredential, HeldRole, Introspection, TokenKind};
pub use service::{IntrospectionError, IntrospectionService};

#[cfg(test)]
mod tests;
