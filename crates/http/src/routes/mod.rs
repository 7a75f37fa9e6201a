//! The operations: one file each, with its request and response types beside the handler.

pub(crate) mod api_key;
pub(crate) mod audit;
pub(crate) mod auth;
pub(crate) mod invitation;
pub(crate) mod me;
pub(crate) mod operations;
pub(crate) mod organization;
pub(crate) mod pages;
pub(crate) mod project;
pub(crate) mod referral;
pub(crate) mod setting;
pub(crate) mod tenant;
pub(crate) mod tenant_api_key;
pub(crate) mod verification;
