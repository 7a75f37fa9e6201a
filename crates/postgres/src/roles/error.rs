//! Why the roles were not made.

use crate::connect::ConnectError;

/// The roles, or the leave to work under them, are missing and could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RolesError {
    /// The login may neither make roles nor give them away.
    #[error(
        "the database roles of the service are missing, and this login may not make them. Let an administrator of the server \
         run this once, then start again:\n{statements}"
    )]
    NotAllowed {
        /// What the administrator has to run.
        statements: String,
    },
    /// The server was not reached, or failed.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}
