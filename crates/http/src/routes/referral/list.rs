//! `GET /api/v1/orgs/{org_id}/referrals`

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::response::ReferralResponse;
use crate::answer::{CallerRefusals, Pagination, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InOrganization, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// One page of an organization's referrals.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralsResponse {
    /// The newest first.
    referrals: Vec<ReferralResponse>,
    /// Where the page lies.
    pagination: Pagination,
}

/// List the referrals of an organization
///
/// Who signed up with its code, the newest first; for those who run it.
#[utoipa::path(
    tag = "Referrals",
    params(("org_id" = String, Path, description = "The organization"), PageQuery),
    responses(
        (status = 200, description = "A page of referrals", body = ReferralsResponse),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/referrals")]
pub(crate) async fn list_referrals(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let page = page.read(DEFAULT_LIMIT, &mut fields).ok_or_else(|| fields.problem())?;
    let found = services.referrals.list(&caller, organization, page).await?;
    let pagination = Pagination::of(&found);
    let referrals = found.items.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(ReferralsResponse { referrals, pagination }))
}
