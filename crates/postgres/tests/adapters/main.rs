//! The adapters on a real PostgreSQL: a database for each test.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the configured leave for tests does not reach the functions that tests share"
)]

mod account_directory;
mod api_key;
mod audit;
mod audit_entries;
mod bleed;
mod catalogue;
mod challenge;
mod circle;
mod credential;
mod departure;
mod encryption;
mod invitation;
mod invitation_rank;
mod isolation;
mod key_usage;
mod login;
mod member_removal;
mod membership;
mod migrations;
mod organization;
mod outage;
mod outbox;
mod password;
mod phone;
mod project;
mod project_members;
mod readiness;
mod schema;
mod service_credential;
mod session;
mod session_end;
mod session_facts;
mod sign_up_by_invitation;
mod signing_key;
mod support;
mod switch_tenant;
mod tenant;
mod throttle;
mod user;
