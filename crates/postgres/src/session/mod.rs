//! Sessions on PostgreSQL: keeping them, and telling from them who calls.

mod directory;
mod facts;
mod find;
mod open;
mod refresh;
mod row;
mod store;

pub use directory::PostgresSessionDirectory;
pub use store::PostgresSessionStore;
