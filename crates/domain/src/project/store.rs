//! Where projects are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewProject, Project, ProjectChange, ProjectPath, ProjectStatus};
use super::error::NameTaken;
use crate::access::TenantScope;
use crate::id::OrganizationId;
use crate::page::{Page, PageRequest};
use crate::store_error::StoreError;

/// Which of an organization's projects a person sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// Those that they belong to.
    Own,
    /// All.
    All,
}

/// Which projects a list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProjectFilter {
    /// Those whose name holds this text; case makes no difference.
    pub name: Option<String>,
    /// Those of this status.
    pub status: Option<ProjectStatus>,
}

/// Why a project was not written.
#[derive(Debug, thiserror::Error)]
pub enum ProjectWriteError {
    /// The name is another project's.
    #[error(transparent)]
    NameTaken(#[from] NameTaken),
    /// The project, or the organization around it, is gone.
    #[error("gone")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps projects.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ProjectStore: Send + Sync {
    /// Lists live projects of an organization, the newest first.
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        visibility: Visibility,
        filter: ProjectFilter,
        page: PageRequest,
    ) -> Result<Page<Project>, StoreError>;

    /// Keeps a new project, with the person who acts as its administrator; a key makes one without.
    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewProject,
        at: OffsetDateTime,
    ) -> Result<Project, ProjectWriteError>;

    /// Finds a live one.
    async fn find(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
    ) -> Result<Option<Project>, StoreError>;

    /// Changes a live one, and says what it is then.
    async fn change(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
        change: ProjectChange,
        at: OffsetDateTime,
    ) -> Result<Project, ProjectWriteError>;

    /// Ends a live one, and with it its API keys. Says whether there was one.
    async fn delete(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
