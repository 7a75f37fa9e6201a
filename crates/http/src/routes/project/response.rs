//! A project on the wire.

use serde::Serialize;
use tenantry_domain::project::Project;
use tenantry_domain::text::Description;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A project.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProjectResponse {
    id: Uuid,
    org_id: Uuid,
    #[schema(example = "Bernoulli numbers")]
    name: String,
    description: Option<String>,
    /// `active` or `suspended`.
    #[schema(example = "active")]
    status: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<Project> for ProjectResponse {
    fn from(project: Project) -> Self {
        Self {
            id: project.id.uuid(),
            org_id: project.organization.uuid(),
            name: project.name.into_string(),
            description: project.description.map(Description::into_string),
            status: project.status.as_str(),
            created_at: project.created_at,
            updated_at: project.updated_at,
        }
    }
}
