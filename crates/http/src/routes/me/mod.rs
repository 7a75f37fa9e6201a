//! One's own account.

pub(crate) mod add_phone;
pub(crate) mod change_password;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod pats;
pub(crate) mod resend_phone;
mod response;
pub(crate) mod sessions;
pub(crate) mod tenants;
pub(crate) mod update;
pub(crate) mod verify_phone;

pub(super) use response::UserResponse;
