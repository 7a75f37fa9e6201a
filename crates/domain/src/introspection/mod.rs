//! Introspection: telling the platform's other services whether a credential is good, and for what (RFC 7662); and verification,
//! which also says why not.

mod answer;
mod asker;
mod demand;
mod service;
mod told;
mod verdict;

pub use answer::{ActiveCredential, HeldRole, Introspection, TokenKind};
pub use asker::IntrospectionError;
pub use demand::Demand;
pub use service::IntrospectionService;
pub use verdict::{Reason, Verdict};

#[cfg(test)]
mod tests;
