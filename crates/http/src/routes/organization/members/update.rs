//! `PATCH /api/v1/orgs/{org_id}/members/{member_id}`

use actix_web::{HttpResponse, patch, web};
use serde::Deserialize;
use tenantry_domain::access::OrganizationRole;
use tenantry_domain::membership::MemberChange;
use utoipa::ToSchema;

use super::role::role;
use crate::answer::{BodyRefusals, CallerRefusals, MemberResponse, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, Json, OrganizationMemberPath};
use crate::services::Services;

/// The role that they get.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeOrganizationMemberRequest {
    /// `owner`, `admin` or `member`.
    #[schema(example = "admin")]
    role: String,
}

impl ChangeOrganizationMemberRequest {
    fn parse(&self) -> Result<OrganizationRole, Problem> {
        let mut fields = Fields::default();
        fields.check("role", role(&self.role)).ok_or_else(|| fields.problem())
    }
}

/// Give a member of an organization another role
///
/// For those who run it. Nobody grants or takes a role above their own, and the last owner stays one.
/// Counts at the next request of the person.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("member_id" = String, Path, description = "The member")),
    request_body = ChangeOrganizationMemberRequest,
    responses(
        (status = 200, description = "The member as they are now", body = MemberResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        (status = 409, description = "The organization has no other owner (`last_owner`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[patch("/api/v1/orgs/{org_id}/members/{member_id}")]
pub(crate) async fn change_organization_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    OrganizationMemberPath { organization, member }: OrganizationMemberPath,
    Json(request): Json<ChangeOrganizationMemberRequest>,
) -> Result<HttpResponse, Problem> {
    let change = MemberChange { member, role: request.parse()? };
    let changed = services.organization_members.change_role(&caller, organization, change).await;
    let member = changed.map_err(Problem::of_organization_members)?;
    Ok(HttpResponse::Ok().json(MemberResponse::from(member)))
}
