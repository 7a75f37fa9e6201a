//! The heart of Tenantry: entities, their rules, the ports through which they reach the world, and the services that
//! bring these together. Nothing in here does I/O; other services may depend on this crate for the same words and rules.

pub mod access;
pub mod api_key;
pub mod audit;
pub mod authentication;
pub mod change;
pub mod clock;
pub mod credential;
pub mod id;
pub mod introspection;
pub mod inventory;
pub mod invitation;
pub mod master_key;
pub mod membership;
pub mod notification;
pub mod organization;
pub mod page;
pub mod password;
pub mod personal_access_token;
pub mod project;
pub mod readiness;
pub mod referral;
pub mod restore;
pub mod revocation;
pub mod secret;
pub mod service_credential;
pub mod session;
pub mod setting;
pub mod signing_key;
pub mod store_error;
pub mod suspension;
pub mod tenant;
pub mod tenant_api_key;
pub mod text;
pub mod throttle;
pub mod usage;
pub mod user;
pub mod verification;

#[cfg(test)]
mod fixtures;
