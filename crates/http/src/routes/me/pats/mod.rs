//! One's own personal access tokens, to the letter of the API that they replace: unknown fields are ignored.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod revoke;
