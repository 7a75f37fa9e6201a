//! `DELETE /api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, ProjectMemberPath};
use crate::services::Services;

/// Take somebody out of a project
///
/// For those who run it, and for whoever leaves it themselves. Their rights in it end at once; the API keys that they made are the
/// project's, and work on.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("project_id" = String, Path, description = "The project"), ("member_id" = String, Path, description = "The member")),
    responses(
        (status = 204, description = "They are out"),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}")]
pub(crate) async fn remove_project_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    ProjectMemberPath { project, member }: ProjectMemberPath,
) -> Result<HttpResponse, Problem> {
    let removed = services.project_members.remove(&caller, project, member).await;
    removed.map_err(Problem::of_project_members)?;
    Ok(HttpResponse::NoContent().finish())
}
