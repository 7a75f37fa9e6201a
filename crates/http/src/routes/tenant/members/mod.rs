//! Who is in a tenant.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
mod response;
mod role;
pub(crate) mod update;
