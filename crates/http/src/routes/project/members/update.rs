//! `PATCH /api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}`

use actix_web::{HttpResponse, patch, web};
use serde::Deserialize;
use tenantry_domain::access::ProjectRole;
use tenantry_domain::membership::MemberChange;
use utoipa::ToSchema;

use super::role::role;
use crate::answer::{BodyRefusals, CallerRefusals, MemberResponse, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, Json, ProjectMemberPath};
use crate::services::Services;

/// The role that they get.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeProjectMemberRequest {
    /// `admin` or `member`.
    #[schema(example = "admin")]
    role: String,
}

impl ChangeProjectMemberRequest {
    fn parse(&self) -> Result<ProjectRole, Problem> {
        let mut fields = Fields::default();
        fields.check("role", role(&self.role)).ok_or_else(|| fields.problem())
    }
}

/// Give a member of a project another role
///
/// For those who run it. Counts at the next request of the person.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("project_id" = String, Path, description = "The project"), ("member_id" = String, Path, description = "The member")),
    request_body = ChangeProjectMemberRequest,
    responses(
        (status = 200, description = "The member as they are now", body = MemberResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[patch("/api/v1/orgs/{org_id}/projects/{project_id}/members/{member_id}")]
pub(crate) async fn change_project_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    ProjectMemberPath { project, member }: ProjectMemberPath,
    Json(request): Json<ChangeProjectMemberRequest>,
) -> Result<HttpResponse, Problem> {
    let change = MemberChange { member, role: request.parse()? };
    let changed = services.project_members.change_role(&caller, project, change).await;
    let member = changed.map_err(Problem::of_project_members)?;
    Ok(HttpResponse::Ok().json(MemberResponse::from(member)))
}
