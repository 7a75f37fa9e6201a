//! The whole server over HTTP, the real binary with a database of its own for each test. Each file tells one story.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the configured leave for tests does not reach the functions that tests share"
)]

mod fixtures;

mod account_deletion;
mod api_keys;
mod audit_log;
mod authorize;
mod bad_input;
mod command_line;
mod database_frozen;
mod database_gone;
mod email_verification;
mod forged_tokens;
mod from_sign_up_to_a_dead_key;
mod gateway;
mod introspection;
mod invitations;
mod isolation;
mod members;
mod memory;
mod messages;
mod metadata;
mod nodes;
mod off_boarding;
mod operations;
mod organizations;
mod own_account;
mod partners_and_programs;
mod password_change;
mod password_recovery;
mod personal_access_tokens;
mod phone;
mod private_cluster;
mod projects;
mod referrals;
mod restore;
mod revoke;
mod sessions;
mod sign_up;
mod suspension;
mod tenant_api_keys;
mod tenant_settings;
mod tenants;
mod the_whole_life;
mod throttling;
mod two_nodes;
mod verify;
mod walk_through;
