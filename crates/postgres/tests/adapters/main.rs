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
mod change_log;
mod change_triggers;
mod circle;
mod credential;
mod credential_tenant_key;
mod credential_token;
mod crowd;
mod departure;
mod distribution;
mod encryption;
mod installation;
mod inventory;
mod invitation;
mod invitation_rank;
mod isolation;
mod login;
mod master_key;
mod member_removal;
mod membership;
mod migrations;
mod organization;
mod organization_end;
mod outage;
mod outbox;
mod password;
mod personal_access_token;
mod phone;
mod project;
mod project_members;
mod purge;
mod reactivation;
mod readiness;
mod referral;
mod restore;
mod revocation;
mod schema;
mod service_credential;
mod session;
mod session_end;
mod session_facts;
mod setting;
mod sign_up_by_invitation;
mod signing_key;
mod support;
mod suspension;
mod switch_tenant;
mod tenant;
mod tenant_api_key;
mod tenant_end;
mod throttle;
mod token_removal;
mod usage;
mod user;
