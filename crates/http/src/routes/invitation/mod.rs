//! Invitations, for those who have one.

pub(crate) mod accept;
