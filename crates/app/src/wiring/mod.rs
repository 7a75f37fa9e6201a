//! Bringing the crates together: adapters behind ports, ports into services, by what the settings say.

mod accounts;
mod database;
mod http;
mod master_keys;
mod memory;
mod messages;
mod ports;
mod restore;
mod schema;
mod services;
mod tls;

pub(crate) use database::{DatabaseTarget, private_cluster};
pub(crate) use http::http_settings;
pub(crate) use master_keys::rotating_sealer;
pub(crate) use memory::NodeMemory;
pub(crate) use messages::{brand, sender};
pub(crate) use ports::Ports;
pub(crate) use restore::{export, restore_guard};
pub(crate) use schema::{connect, connect_to_current, migrate};
pub(crate) use services::{UpkeepParts, Wired, wire};
