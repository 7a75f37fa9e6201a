//! Sessions on PostgreSQL: keeping them, and telling from them who calls.

mod directory;
mod end;
mod facts;
mod find;
mod login;
mod open;
mod refresh;
mod row;
mod store;
mod switch;

pub use directory::PostgresSessionDirectory;
pub(crate) use end::{Which, end_session, end_sessions, forget_clients};
pub(crate) use facts::{PlaceColumns, grants};
pub use store::PostgresSessionStore;
