//! All sealed values together on PostgreSQL, for the change of the master key.

mod store;

pub use store::PostgresSealedValueStore;
