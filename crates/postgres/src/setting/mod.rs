//! The settings of tenants on PostgreSQL.

mod put;
mod row;
mod store;

pub use store::PostgresSettingStore;
