//! Signing up, in, on and out.

pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod refresh;
pub(crate) mod signup;
mod tokens;
