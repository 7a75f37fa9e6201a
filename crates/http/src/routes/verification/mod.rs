//! What the platform's other services ask, and what holders of credentials tell.

pub(crate) mod authorize;
pub(crate) mod introspect;
pub(crate) mod jwks;
pub(crate) mod metadata;
pub(crate) mod revoke;
pub(crate) mod verify;

mod claims;
mod demand;
mod desk;
mod registered;

pub(crate) use desk::Desk;
