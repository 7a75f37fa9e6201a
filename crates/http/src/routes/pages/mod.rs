//! The pages that links in mails lead to.

pub(crate) mod accept_invitation;
pub(crate) mod reset_password;
