//! Who is in an organization.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod resend;
mod role;
pub(crate) mod update;
