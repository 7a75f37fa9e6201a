//! Where projects are kept: in a map. What the scope says is part of every key, so that nothing of another tenant is ever found.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tenantry_domain::access::TenantScope;
use tenantry_domain::id::{OrganizationId, ProjectId, TenantId};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::project::{
    NameTaken, NewProject, Project, ProjectChange, ProjectFilter, ProjectPath, ProjectStatus,
    ProjectStore, ProjectWriteError, Visibility,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

type Key = (TenantId, OrganizationId, ProjectId);

/// Live projects. Each method is one transaction: it holds the lock from its first look to its last change.
#[derive(Default)]
pub(crate) struct Projects {
    kept: Mutex<BTreeMap<Key, Project>>,
}

impl Projects {
    fn kept(&self) -> MutexGuard<'_, BTreeMap<Key, Project>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(scope: &TenantScope, path: ProjectPath) -> Key {
    (scope.tenant(), path.organization, path.project)
}

/// Whether another project of the organization has this name; case makes no difference.
fn is_taken(kept: &BTreeMap<Key, Project>, wanted: Key, name: &str) -> bool {
    let (tenant, organization, project) = wanted;
    kept.iter().any(|((of, within, id), other)| {
        (*of, *within) == (tenant, organization)
            && *id != project
            && other.name.as_str().to_lowercase() == name.to_lowercase()
    })
}

fn matches(filter: &ProjectFilter, project: &Project) -> bool {
    let (name, wanted) = (project.name.as_str().to_lowercase(), &filter.name);
    wanted.as_ref().is_none_or(|wanted| name.contains(&wanted.to_lowercase()))
        && filter.status.is_none_or(|status| status == project.status)
}

#[async_trait]
impl ProjectStore for Projects {
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        visibility: Visibility,
        filter: ProjectFilter,
        page: PageRequest,
    ) -> Result<Page<Project>, StoreError> {
        // Nobody belongs to a project here, so whoever does not see all sees none.
        if visibility == Visibility::Own {
            return Ok(Page::empty(page));
        }
        let kept = self.kept();
        let of_organization = |key: &&Key| (key.0, key.1) == (scope.tenant(), organization);
        // Identifiers sort by when they were made, and the newest come first.
        let found = kept.iter().rev().filter(|(key, _)| of_organization(key));
        let all: Vec<&Project> =
            found.map(|(_, project)| project).filter(|project| matches(&filter, project)).collect();
        let before = usize::try_from(page.offset()).unwrap_or(usize::MAX);
        let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        let items = all.iter().skip(before).take(limit).map(|project| (*project).clone()).collect();
        Ok(Page { items, total: u64::try_from(all.len()).unwrap_or(u64::MAX), request: page })
    }

    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewProject,
        at: OffsetDateTime,
    ) -> Result<Project, ProjectWriteError> {
        let NewProject { id, organization, name, description, .. } = new;
        let mut kept = self.kept();
        let key = key(scope, ProjectPath { organization, project: id });
        if is_taken(&kept, key, name.as_str()) {
            return Err(NameTaken.into());
        }
        let status = ProjectStatus::Active;
        let (created_at, updated_at) = (at, at);
        let made = Project { id, organization, name, description, status, created_at, updated_at };
        kept.insert(key, made.clone());
        Ok(made)
    }

    async fn find(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
    ) -> Result<Option<Project>, StoreError> {
        Ok(self.kept().get(&key(scope, path)).cloned())
    }

    async fn change(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
        change: ProjectChange,
        at: OffsetDateTime,
    ) -> Result<Project, ProjectWriteError> {
        let mut kept = self.kept();
        let key = key(scope, path);
        let mut changed = kept.get(&key).ok_or(ProjectWriteError::Gone)?.clone();
        if let Some(name) = change.name {
            if is_taken(&kept, key, name.as_str()) {
                return Err(NameTaken.into());
            }
            changed.name = name;
        }
        if let Some(description) = change.description {
            changed.description = description;
        }
        changed.updated_at = at;
        kept.insert(key, changed.clone());
        Ok(changed)
    }

    async fn delete(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
        _: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        Ok(self.kept().remove(&key(scope, path)).is_some())
    }
}
