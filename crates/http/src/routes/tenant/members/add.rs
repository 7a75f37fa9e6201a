//! `POST /api/tenant/members`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::access::TenantRole;
use tenantry_domain::membership::WholeTenant;
use tenantry_domain::user::EmailAddress;
use utoipa::ToSchema;

use super::response::TenantMemberResponse;
use super::role::role;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, ThrottleRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, Json};
use crate::services::Services;

/// Who is to come in, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddTenantMemberRequest {
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    /// `SUPER_ADMIN`, `ADMIN` or `MEMBER`; none above one's own.
    #[schema(example = "MEMBER")]
    role: String,
}

impl AddTenantMemberRequest {
    fn parse(self) -> Result<(EmailAddress, TenantRole), Problem> {
        let mut fields = Fields::default();
        let email = fields.check("email", EmailAddress::new(&self.email));
        let role = fields.check("role", role(&self.role));
        email.zip(role).ok_or_else(|| fields.problem())
    }
}

/// Invite somebody to the tenant
///
/// For those who run it. The person gets a mail with a link, which takes the place of an older one to the same address, and is a
/// member once they follow it. Whoever is in a tenant already may be in this one too.
#[utoipa::path(
    tag = "Members and invitations",
    request_body = AddTenantMemberRequest,
    responses(
        (status = 201, description = "Who is invited", body = TenantMemberResponse),
        CallerRefusals,
        BodyRefusals,
        (status = 403, description = "The caller doesn't run the tenant, or the role is above theirs (`forbidden`), or they show a personal access token, which doesn't reach it (`session_required`)", body = ProblemResponse),
        (status = 404, description = "The caller has no tenant (`not_found`)", body = ProblemResponse),
        (status = 409, description = "They are in the tenant (`already_member`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/tenant/members")]
pub(crate) async fn add_tenant_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    Json(request): Json<AddTenantMemberRequest>,
) -> Result<HttpResponse, Problem> {
    let (email, role) = request.parse()?;
    let added = services.tenant_members.add(&caller, WholeTenant, email, role).await;
    let member = added.map_err(Problem::of_tenant_members)?;
    Ok(HttpResponse::Created().json(TenantMemberResponse::from(member)))
}
