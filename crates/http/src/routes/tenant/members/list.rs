//! `GET /api/tenant/members`

use actix_web::{HttpResponse, get, web};
use tenantry_domain::membership::WholeTenant;

use super::response::TenantMemberResponse;
use crate::answer::{CallerRefusals, PageResponse, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// List the members of the tenant
///
/// Members and those that are invited, the newest first; for those who run the tenant.
#[utoipa::path(
    tag = "Members and invitations",
    params(PageQuery),
    responses(
        (status = 200, description = "A page of members", body = PageResponse<TenantMemberResponse>),
        CallerRefusals,
        (status = 403, description = "The caller doesn't run the tenant (`forbidden`), or shows a personal access token, which doesn't reach it (`session_required`)", body = ProblemResponse),
        (status = 404, description = "The caller has no tenant (`not_found`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/tenant/members")]
pub(crate) async fn list_tenant_members(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let page = page.read(DEFAULT_LIMIT, &mut fields).ok_or_else(|| fields.problem())?;
    let listed = services.tenant_members.list(&caller, WholeTenant, page).await;
    let found = listed.map_err(Problem::of_tenant_members)?;
    Ok(HttpResponse::Ok().json(PageResponse::<TenantMemberResponse>::of(found)))
}
