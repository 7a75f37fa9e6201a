//! `POST /api/v1/orgs/{org_id}/members`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::access::OrganizationRole;
use tenantry_domain::user::EmailAddress;
use utoipa::ToSchema;

use super::role::role;
use crate::answer::{
    BodyRefusals, CallerRefusals, MemberResponse, PlaceRefusals, ServerFailures, ThrottleRefusal,
};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, InOrganization, Json};
use crate::services::Services;

/// Who is to come in, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddOrganizationMemberRequest {
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    /// `owner`, `admin` or `member`; none above one's own.
    #[schema(example = "member")]
    role: String,
}

impl AddOrganizationMemberRequest {
    fn parse(self) -> Result<(EmailAddress, OrganizationRole), Problem> {
        let mut fields = Fields::default();
        let email = fields.check("email", EmailAddress::new(&self.email));
        let role = fields.check("role", role(&self.role));
        email.zip(role).ok_or_else(|| fields.problem())
    }
}

/// Put somebody into an organization
///
/// For those who run it. A person of this tenant is a member at once (`status: active`). Anybody else gets a mail with a link
/// (`status: invited`), which takes the place of an older one to the same address.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization")),
    request_body = AddOrganizationMemberRequest,
    responses(
        (status = 201, description = "The member, or who is invited", body = MemberResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        (status = 409, description = "They are in the organization (`already_member`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/v1/orgs/{org_id}/members")]
pub(crate) async fn add_organization_member(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Json(request): Json<AddOrganizationMemberRequest>,
) -> Result<HttpResponse, Problem> {
    let (email, role) = request.parse()?;
    let added = services.organization_members.add(&caller, organization, email, role).await;
    let member = added.map_err(Problem::of_organization_members)?;
    Ok(HttpResponse::Created().json(MemberResponse::from(member)))
}
