//! Who is in a project.

pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;
mod role;
pub(crate) mod update;
