//! `POST /api/v1/orgs/{org_id}/members/{member_id}/resend-invitation`

use actix_web::{HttpResponse, post, web};

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures, ThrottleRefusal};
use crate::problem::Problem;
use crate::request::{Authenticated, OrganizationMemberPath};
use crate::services::Services;

/// Send an invitation once more
///
/// With a new link, good for 7 days; the older one is dead. Whoever is a member already, or whose invitation was taken back, has none
/// that could be sent.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), ("member_id" = String, Path, description = "Who is invited")),
    responses(
        (status = 204, description = "It is on its way"),
        CallerRefusals,
        PlaceRefusals,
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/v1/orgs/{org_id}/members/{member_id}/resend-invitation")]
pub(crate) async fn resend_invitation(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    OrganizationMemberPath { organization, member }: OrganizationMemberPath,
) -> Result<HttpResponse, Problem> {
    let sent = services.organization_members.resend_invitation(&caller, organization, member).await;
    sent.map_err(Problem::of_organization_members)?;
    Ok(HttpResponse::NoContent().finish())
}
