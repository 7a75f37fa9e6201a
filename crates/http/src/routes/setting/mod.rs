//! Settings of tenants, in camelCase like the API that they replace: unknown fields are ignored.

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod put;
mod response;
