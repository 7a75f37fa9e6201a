//! `GET /api/v1/audit-events`

use actix_web::{HttpResponse, get, web};

use super::query::AuditQuery;
use super::response::AuditEventResponse;
use crate::answer::{CallerRefusals, ManagerRefusals, PageResponse, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// List what happened in the tenant
///
/// The newest first: every change, every attempt to sign in, and every request that was refused for want of a right. For those who
/// run the tenant.
#[utoipa::path(
    tag = "Audit log",
    params(AuditQuery, PageQuery),
    responses(
        (status = 200, description = "A page of events", body = PageResponse<AuditEventResponse>),
        CallerRefusals,
        ManagerRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/audit-events")]
pub(crate) async fn list_audit_events(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    Query(query): Query<AuditQuery>,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let filter = query.read(&mut fields);
    let page = page.read(DEFAULT_LIMIT, &mut fields);
    let (filter, page) = filter.zip(page).ok_or_else(|| fields.problem())?;
    let found = services.audit.list(&caller, filter, page).await?;
    Ok(HttpResponse::Ok().json(PageResponse::<AuditEventResponse>::of(found)))
}
