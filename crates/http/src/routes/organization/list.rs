//! `GET /api/v1/orgs`

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use tenantry_domain::organization::Membership;
use utoipa::IntoParams;

use super::response::ListedOrganizationResponse;
use crate::answer::{CallerRefusals, PageResponse, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// Which organizations to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListOrganizationsQuery {
    /// `all` shows every organization of the tenant to those who run it.
    #[param(example = "all")]
    membership: Option<String>,
}

impl ListOrganizationsQuery {
    fn membership(&self) -> Result<Membership, &'static str> {
        match self.membership.as_deref() {
            None => Ok(Membership::Own),
            Some("all") => Ok(Membership::All),
            Some(_) => Err("must be all, or absent"),
        }
    }
}

/// List organizations
///
/// Those that the caller belongs to, the newest first. Without a tenant there are none. A personal access token shows the one that it
/// is bound to, a tenant API key all of its tenant.
#[utoipa::path(
    tag = "Organizations",
    params(ListOrganizationsQuery, PageQuery),
    responses(
        (status = 200, description = "A page of organizations", body = PageResponse<ListedOrganizationResponse>),
        CallerRefusals,
        (status = 403, description = "`membership=all` is for those who run the tenant (`forbidden`), and not for a personal access token (`session_required`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs")]
pub(crate) async fn list_organizations(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    Query(query): Query<ListOrganizationsQuery>,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let membership = fields.check("membership", query.membership());
    let page = page.read(DEFAULT_LIMIT, &mut fields);
    let (membership, page) = membership.zip(page).ok_or_else(|| fields.problem())?;
    let found = services.organizations.list(&caller, membership, page).await?;
    Ok(HttpResponse::Ok().json(PageResponse::<ListedOrganizationResponse>::of(found)))
}
