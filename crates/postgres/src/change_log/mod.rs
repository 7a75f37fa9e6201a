//! The log of changes on PostgreSQL.
//!
//! Rows become visible in the order in which transactions end, which is not that of their ids. So a reading takes every visible row
//! of a transaction that had not ended when the reading before was made: those whose xid is not below that reading's `xmin`. Some come
//! twice, none is missed, and no long transaction holds the others back.

mod connection;
mod log;
mod trim;

pub use log::{ChangeCursor, PostgresChangeLog};
pub use trim::PostgresChangeTrim;
