//! The ports of Tenantry's domain on PostgreSQL: one folder an aggregate, over one way into the database.

mod api_key;
mod connect;
mod constraint;
mod credential;
mod database;
mod migrate;
mod organization;
mod privileges;
mod project;
mod readiness;
mod roles;
mod row;
mod schema;
mod service_credential;
mod session;
mod settings;
mod signing_key;
mod tenant;
mod user;

pub use api_key::{PostgresApiKeyStore, PostgresKeyUsageStore};
pub use connect::{ConnectError, InvalidSettings};
pub use constraint::CONSTRAINTS;
pub use credential::PostgresCredentialDirectory;
pub use database::{Database, Work, WorkError};
pub use migrate::{MIGRATIONS, MigrateError, known_versions, migrate};
pub use organization::PostgresOrganizationStore;
pub use privileges::{PrivilegeError, check_privileges};
pub use project::PostgresProjectStore;
pub use readiness::PostgresReadiness;
pub use roles::{Role, RolesError};
pub use service_credential::PostgresServiceCredentialStore;
pub use session::{PostgresSessionDirectory, PostgresSessionStore};
pub use settings::{DatabaseSettings, DatabaseUrl};
pub use signing_key::PostgresSigningKeyStore;
pub use tenant::PostgresTenantStore;
pub use user::PostgresUserStore;
