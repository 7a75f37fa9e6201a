//! The audit log.

pub(crate) mod list;
pub(crate) mod own;
mod query;
mod response;
