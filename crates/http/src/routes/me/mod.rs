//! One's own account.

pub(crate) mod get;
mod response;
pub(crate) mod update;

pub(super) use response::UserResponse;
