//! Where the data is.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::settings::value::{DatabaseUrl, Whole};

/// The database server; without a URL there is a private one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Database {
    /// The server and the database to use.
    pub(crate) url: Option<DatabaseUrl>,
    /// The file that holds `url`.
    pub(crate) url_file: Option<PathBuf>,
    /// A stronger login for changes of the schema.
    pub(crate) migrate_url: Option<DatabaseUrl>,
    /// The file that holds `migrate_url`.
    pub(crate) migrate_url_file: Option<PathBuf>,
    /// The authorities that may vouch for the server, PEM.
    pub(crate) ca_file: Option<PathBuf>,
    /// The most connections that this process holds.
    pub(crate) pool_size: Whole<1, 1000>,
}

/// The private database server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Postgres {
    /// The folder of its programs.
    pub(crate) binaries: Option<PathBuf>,
}
