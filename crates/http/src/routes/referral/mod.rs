//! Referrals: who signed up with an organization's code, and the credit for it.

pub(crate) mod credit;
pub(crate) mod list;
mod response;
