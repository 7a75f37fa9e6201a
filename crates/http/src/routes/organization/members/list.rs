//! `GET /api/v1/orgs/{org_id}/members`

use actix_web::{HttpResponse, get, web};

use crate::answer::{CallerRefusals, MemberResponse, PageResponse, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InOrganization, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// List the members of an organization
///
/// Members and those that are invited, the newest first; for everybody who is in it.
#[utoipa::path(
    tag = "Members and invitations",
    params(("org_id" = String, Path, description = "The organization"), PageQuery),
    responses(
        (status = 200, description = "A page of members", body = PageResponse<MemberResponse>),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/members")]
pub(crate) async fn list_organization_members(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let page = page.read(DEFAULT_LIMIT, &mut fields).ok_or_else(|| fields.problem())?;
    let listed = services.organization_members.list(&caller, organization, page).await;
    let found = listed.map_err(Problem::of_organization_members)?;
    Ok(HttpResponse::Ok().json(PageResponse::<MemberResponse>::of(found)))
}
