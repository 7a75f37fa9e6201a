//! `GET /api/v1/orgs/{org_id}/projects/{project_id}/members`

use actix_web::{HttpResponse, get, web};

use crate::answer::{CallerRefusals, MemberResponse, PageResponse, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InProject, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// List the members of a project
///
/// The newest first; for everybody who sees the project.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("project_id" = String, Path, description = "The project"), PageQuery),
    responses(
        (status = 200, description = "A page of members", body = PageResponse<MemberResponse>),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/projects/{project_id}/members")]
pub(crate) async fn list_project_members(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(project): InProject,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let page = page.read(DEFAULT_LIMIT, &mut fields).ok_or_else(|| fields.problem())?;
    let listed = services.project_members.list(&caller, project, page).await;
    let found = listed.map_err(Problem::of_project_members)?;
    Ok(HttpResponse::Ok().json(PageResponse::<MemberResponse>::of(found)))
}
