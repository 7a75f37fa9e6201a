//! Every credential that opens something in an organization, whoever holds it.

pub(crate) mod list;
pub(crate) mod revoke;
