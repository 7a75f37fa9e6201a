//! What tests stand on: databases of their own, and the real program running on them.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "this crate is for tests alone, which a panic with a clear message ends best"
)]

mod answer;
mod client;
mod cluster;
mod credentials;
mod database;
pub mod fixtures;
mod frozen;
mod gateway;
mod message;
mod message_folders;
mod patience;
mod person;
mod process;
mod program;
pub mod raw;
mod raw_sql;
mod server;
mod service;
pub mod smtp;
mod starting;
pub mod twilio;
mod upstream;

pub use answer::Answer;
pub use client::{Client, Request, Requests};
pub use cluster::TestCluster;
pub use credentials::{PersonalAccessToken, TenantKey};
pub use database::TestDatabase;
pub use frozen::Frozen;
pub use gateway::{Gateway, GatewayKind, GatewayPlace};
pub use message::{Mail, Text, code_in};
pub use patience::PATIENCE;
pub use person::{ApiKey, Organization, PASSWORD, Person, Project, SignUp};
pub use process::Ended;
pub use program::Program;
pub use server::TestServer;
pub use service::Service;
pub use starting::Starting;
pub use upstream::{Arrived, Upstream};
