//! Organizations.

pub(crate) mod create;
pub(crate) mod credentials;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod members;
mod response;
pub(crate) mod update;
