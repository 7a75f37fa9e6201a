//! The pages that links in mails lead to.

pub(crate) mod reset_password;
