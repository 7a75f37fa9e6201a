//! A project as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::{OrganizationId, ProjectId};
use tenantry_domain::project::{Project, ProjectName, ProjectStatus};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::text::Description;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::status;
use crate::schema::projects;

#[derive(Queryable, Selectable)]
#[diesel(table_name = projects, check_for_backend(Pg))]
pub(super) struct ProjectRow {
    id: Uuid,
    organization_id: Uuid,
    name: String,
    description: Option<String>,
    status: String,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl TryFrom<ProjectRow> for Project {
    type Error = StoreError;

    fn try_from(row: ProjectRow) -> Result<Self, StoreError> {
        let known = ProjectStatus::ALL.map(|status| (status.as_str(), status));
        let description =
            row.description.map(Description::new).transpose().map_err(StoreError::failed)?;
        Ok(Self {
            id: ProjectId::new(row.id),
            organization: OrganizationId::new(row.organization_id),
            name: ProjectName::new(row.name).map_err(StoreError::failed)?,
            description,
            status: status("projects.status", &row.status, &known)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// How a name, or a part of one, is compared.
pub(super) fn name_key(name: &str) -> String {
    name.to_lowercase()
}
