//! Signing up, in, on and out, and getting over what was forgotten.

pub(crate) mod forgot_password;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod refresh;
pub(crate) mod resend_email_verification;
pub(crate) mod reset_password;
pub(crate) mod signup;
pub(crate) mod switch_tenant;
mod tokens;
pub(crate) mod verify_email;
