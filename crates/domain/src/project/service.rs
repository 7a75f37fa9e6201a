//! What people do with projects.

use std::sync::Arc;

use super::entity::{NewProject, Project, ProjectChange, ProjectName, ProjectPath};
use super::error::ProjectError;
use super::store::{ProjectFilter, ProjectStore, Visibility};
use crate::access::{Caller, Denied, Permission, Place};
use crate::clock::Clock;
use crate::id::{Ids, MemberId, OrganizationId, ProjectId};
use crate::page::{Page, PageRequest};
use crate::text::Description;

/// Projects.
pub struct ProjectService {
    projects: Arc<dyn ProjectStore>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl ProjectService {
    /// Projects kept in this store.
    pub fn new(projects: Arc<dyn ProjectStore>, ids: Arc<dyn Ids>, clock: Arc<dyn Clock>) -> Self {
        Self { projects, ids, clock }
    }

    /// The organization's projects that the caller may see.
    pub async fn list(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        filter: ProjectFilter,
        page: PageRequest,
    ) -> Result<Page<Project>, ProjectError> {
        let place = Place::Organization(organization);
        let scope = caller.authorize(Permission::ReadOrganization, place)?;
        let visibility = if caller.may(Permission::ManageProjects, place) {
            Visibility::All
        } else {
            Visibility::Own
        };
        Ok(self.projects.list(&scope, organization, visibility, filter, page).await?)
    }

    /// Makes one; the caller, if a person, becomes its administrator.
    pub async fn create(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        name: ProjectName,
        description: Option<Description>,
    ) -> Result<Project, ProjectError> {
        let scope =
            caller.authorize(Permission::ManageProjects, Place::Organization(organization))?;
        let new = NewProject {
            id: ProjectId::next(&*self.ids),
            organization,
            name,
            description,
            creator_member: MemberId::next(&*self.ids),
        };
        Ok(self.projects.insert(&scope, new, self.clock.now()).await?)
    }

    /// Shows one.
    pub async fn get(&self, caller: &Caller, path: ProjectPath) -> Result<Project, ProjectError> {
        let scope = caller.authorize(Permission::ReadProject, path.place())?;
        Ok(self.projects.find(&scope, path).await?.ok_or(Denied::NotFound)?)
    }

    /// Changes one.
    pub async fn change(
        &self,
        caller: &Caller,
        path: ProjectPath,
        change: ProjectChange,
    ) -> Result<Project, ProjectError> {
        let scope = caller.authorize(Permission::UpdateProject, path.place())?;
        Ok(self.projects.change(&scope, path, change, self.clock.now()).await?)
    }

    /// Ends one; its API keys end with it. This is the organization's act, not the project's own.
    pub async fn delete(&self, caller: &Caller, path: ProjectPath) -> Result<(), ProjectError> {
        let scope = caller.authorize(Permission::DeleteProject, path.place())?;
        if self.projects.delete(&scope, path, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }
}
