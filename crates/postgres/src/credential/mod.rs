//! The directory of everything that can be presented, on PostgreSQL.

mod directory;
mod insert;

pub use directory::PostgresCredentialDirectory;
pub(crate) use insert::{
    insert_api_key, insert_refresh_token, insert_service_credential, stored_kind,
};
