//! API keys of tenants, in camelCase like the API that they replace: unknown fields are ignored.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
mod response;
