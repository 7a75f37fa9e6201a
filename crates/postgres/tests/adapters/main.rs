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
mod credential;
mod departure;
mod encryption;
mod isolation;
mod key_usage;
mod login;
mod migrations;
mod organization;
mod outage;
mod outbox;
mod password;
mod phone;
mod project;
mod readiness;
mod schema;
mod service_credential;
mod session;
mod session_end;
mod session_facts;
mod signing_key;
mod support;
mod tenant;
mod throttle;
mod user;
