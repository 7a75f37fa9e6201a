//! A private database cluster in the data folder, for running without a database server.
//!
//! [`Cluster::start`] makes the cluster at first use, runs it for as long as the value lives and
//! stops it after. A command beside a service that may or may not be running calls
//! [`attach_or_start`]. Linux only: it needs `/proc` and `setpriv` (util-linux).
//!
//! ```text
//! <data_dir>/postgres.lock      who holds it owns everything below
//! <data_dir>/postgres.guests    who shares it uses the cluster of another process
//! <data_dir>/postgres.log       what the server says; moved to postgres.log.1 when it has grown
//! <data_dir>/postgres-15/       the cluster, named by major version
//! <data_dir>/postgres-run/      the socket
//! ```
//!
//! There is no TCP port and no password: whoever may enter `postgres-run/` (0700: the user that the
//! server runs as, and root) is the superuser `tenantry`. A password would add nothing, as the same
//! user can read the tables' files next to it.

mod account;
mod attach;
mod binaries;
mod cluster;
mod error;
mod initialize;
mod layout;
mod leftovers;
mod lock;
mod log;
mod options;
mod postmaster;
mod probe;
mod reach;
mod server;

pub use attach::{Attached, Guest, attach_or_start};
pub use cluster::Cluster;
pub use error::ClusterError;
pub use options::{Durability, Options};
pub use postmaster::ExitWatch;

/// The superuser of the cluster, and the database that every new cluster has.
pub const DEFAULT_DATABASE: &str = "tenantry";
