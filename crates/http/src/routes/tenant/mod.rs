//! Tenants, in camelCase like the API that they replace.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod members;
mod response;
pub(crate) mod update;
