//! What keeps the service running and explains it.

pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod openapi;
pub(crate) mod ready;
