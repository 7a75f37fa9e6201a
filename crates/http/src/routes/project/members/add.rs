//! `POST /api/v1/orgs/{org_id}/projects/{project_id}/members`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::access::ProjectRole;
use tenantry_domain::id::MemberId;
use utoipa::ToSchema;

use super::role::role;
use crate::answer::{BodyRefusals, CallerRefusals, MemberResponse, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemKind, ProblemResponse};
use crate::request::{Authenticated, Fields, InProject, Json};
use crate::services::Services;

/// Who is to come in, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddProjectMemberRequest {
    /// A member of the organization, by the `member_id` there.
    #[schema(format = Uuid)]
    member_id: String,
    /// `admin` or `member`.
    #[schema(example = "member")]
    role: String,
}

impl AddProjectMemberRequest {
    fn parse(&self) -> Result<(MemberId, ProjectRole), Problem> {
        let mut fields = Fields::default();
        let role = fields.check("role", role(&self.role)).ok_or_else(|| fields.problem())?;
        // What is no UUID names nobody, here as in a path.
        let member = self.member_id.parse().ok();
        Ok((member.ok_or_else(|| Problem::of(ProblemKind::NotFound))?, role))
    }
}

/// Put a member of the organization into a project
///
/// For those who run the project. The `member_id` in the answer names the place in the project.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("project_id" = String, Path, description = "The project")),
    request_body = AddProjectMemberRequest,
    responses(
        (status = 201, description = "The member", body = MemberResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        (status = 404, description = "There is no such project for this caller, or no such member in the organization (`not_found`)", body = ProblemResponse),
        (status = 409, description = "They are in the project (`already_member`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/v1/orgs/{org_id}/projects/{project_id}/members")]
pub(crate) async fn add_project_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(project): InProject,
    Json(request): Json<AddProjectMemberRequest>,
) -> Result<HttpResponse, Problem> {
    let (of_organization, role) = request.parse()?;
    let added = services.project_members.add(&caller, project, of_organization, role).await;
    let member = added.map_err(Problem::of_project_members)?;
    Ok(HttpResponse::Created().json(MemberResponse::from(member)))
}
