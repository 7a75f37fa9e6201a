//! Tenants, in camelCase like the API that they replace.

pub(crate) mod create;
pub(crate) mod get;
mod response;
