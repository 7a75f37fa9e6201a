//! `GET /api/v1/orgs/{org_id}/projects`

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use tenantry_domain::project::{ProjectFilter, ProjectName, ProjectStatus};
use utoipa::IntoParams;

use super::response::ProjectResponse;
use crate::answer::{CallerRefusals, PageResponse, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InOrganization, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// Which projects to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListProjectsQuery {
    /// Those whose name holds this text; case makes no difference.
    name: Option<String>,
    /// Those of this status: `active` or `suspended`.
    status: Option<String>,
}

impl ListProjectsQuery {
    fn read(self, fields: &mut Fields) -> Option<ProjectFilter> {
        let name = self.name.filter(|text| !text.trim().is_empty());
        // Part of a name is spelt like a name.
        let name = fields.optional("name", name, ProjectName::new);
        let status = fields.optional("status", self.status, |text| {
            let known = ProjectStatus::ALL.into_iter().find(|status| status.as_str() == text);
            known.ok_or("must be active or suspended")
        });
        let (name, status) = name.zip(status)?;
        Some(ProjectFilter { name: name.map(|name| name.into_string()), status })
    }
}

/// List projects
///
/// The newest first: all of the organization for those who run it, else those that the caller belongs to.
#[utoipa::path(
    tag = "Projects",
    params(("org_id" = String, Path, description = "The organization"), ListProjectsQuery, PageQuery),
    responses(
        (status = 200, description = "A page of projects", body = PageResponse<ProjectResponse>),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/projects")]
pub(crate) async fn list_projects(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Query(filter): Query<ListProjectsQuery>,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let filter = filter.read(&mut fields);
    let page = page.read(DEFAULT_LIMIT, &mut fields);
    let (filter, page) = filter.zip(page).ok_or_else(|| fields.problem())?;
    let found = services.projects.list(&caller, organization, filter, page).await?;
    Ok(HttpResponse::Ok().json(PageResponse::<ProjectResponse>::of(found)))
}
