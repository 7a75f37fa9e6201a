//! `PATCH /api/tenant/members/{id}`

use actix_web::{HttpResponse, patch, web};
use serde::Deserialize;
use tenantry_domain::access::TenantRole;
use tenantry_domain::membership::{MemberChange, WholeTenant};
use utoipa::ToSchema;

use super::response::TenantMemberResponse;
use super::role::role;
use crate::answer::{BodyRefusals, CallerRefusals, ManagerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, Json, TenantMemberPath};
use crate::services::Services;

/// The role that they get.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeTenantMemberRequest {
    /// `SUPER_ADMIN`, `ADMIN` or `MEMBER`.
    #[schema(example = "ADMIN")]
    role: String,
}

impl ChangeTenantMemberRequest {
    fn parse(&self) -> Result<TenantRole, Problem> {
        let mut fields = Fields::default();
        fields.check("role", role(&self.role)).ok_or_else(|| fields.problem())
    }
}

/// Give a member of the tenant another role
///
/// For those who run it. Nobody grants or takes a role above their own, and the last `SUPER_ADMIN` stays one.
/// Counts at the next request of the person.
#[utoipa::path(
    tag = "Members and invitations",
    params(("id" = String, Path, description = "The member")),
    request_body = ChangeTenantMemberRequest,
    responses(
        (status = 200, description = "The member as they are now", body = TenantMemberResponse),
        CallerRefusals,
        BodyRefusals,
        ManagerRefusals,
        (status = 409, description = "The tenant has no other `SUPER_ADMIN` (`last_super_admin`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("tenant_api_key" = [])),
)]
#[patch("/api/tenant/members/{id}")]
pub(crate) async fn change_tenant_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    TenantMemberPath(member): TenantMemberPath,
    Json(request): Json<ChangeTenantMemberRequest>,
) -> Result<HttpResponse, Problem> {
    let change = MemberChange { member, role: request.parse()? };
    let changed = services.tenant_members.change_role(&caller, WholeTenant, change).await;
    let member = changed.map_err(Problem::of_tenant_members)?;
    Ok(HttpResponse::Ok().json(TenantMemberResponse::from(member)))
}
