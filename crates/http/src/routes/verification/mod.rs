//! What the platform's other services ask.

pub(crate) mod introspect;
pub(crate) mod jwks;
