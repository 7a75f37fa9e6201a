//! Organizations.

pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod list;
mod response;
pub(crate) mod update;
