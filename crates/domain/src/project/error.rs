//! What projects refuse.

use super::store::ProjectWriteError;
use crate::access::Denied;
use crate::store_error::StoreError;

/// Another live project of the organization has this name; case makes no difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a project of this organization has this name already")]
pub struct NameTaken;

/// Why nothing was done with a project.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The name is another project's.
    #[error(transparent)]
    NameTaken(#[from] NameTaken),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ProjectWriteError> for ProjectError {
    fn from(error: ProjectWriteError) -> Self {
        match error {
            ProjectWriteError::NameTaken(error) => Self::NameTaken(error),
            ProjectWriteError::Gone => Self::Denied(Denied::NotFound),
            ProjectWriteError::Store(error) => Self::Store(error),
        }
    }
}
