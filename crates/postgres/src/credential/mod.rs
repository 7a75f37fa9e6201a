//! The directory of everything that can be presented, on PostgreSQL.

mod api_key;
mod directory;
mod gathered;
mod insert;
mod personal_access_token;
mod tenant_api_key;

pub use directory::PostgresCredentialDirectory;
pub(crate) use insert::{
    insert_api_key, insert_personal_access_token, insert_refresh_token, insert_service_credential,
    insert_tenant_api_key, stored_kind,
};
