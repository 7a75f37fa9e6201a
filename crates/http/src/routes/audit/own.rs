//! `GET /api/v1/users/me/events`

use actix_web::{HttpResponse, get, web};

use super::query::AuditQuery;
use super::response::AuditEventResponse;
use crate::answer::{CallerRefusals, PageResponse, ServerFailures, SessionRefusal};
use crate::problem::Problem;
use crate::request::{Fields, InSession, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// List what one did, and what was tried with one's account
///
/// The newest first, over all tenants.
#[utoipa::path(
    tag = "Audit log",
    params(AuditQuery, PageQuery),
    responses(
        (status = 200, description = "A page of events", body = PageResponse<AuditEventResponse>),
        CallerRefusals,
        SessionRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[get("/api/v1/users/me/events")]
pub(crate) async fn list_own_events(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Query(query): Query<AuditQuery>,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let filter = query.read(&mut fields);
    let page = page.read(DEFAULT_LIMIT, &mut fields);
    let (filter, page) = filter.zip(page).ok_or_else(|| fields.problem())?;
    let found = services.audit.list_own(&caller, filter, page).await?;
    Ok(HttpResponse::Ok().json(PageResponse::<AuditEventResponse>::of(found)))
}
