//! `GET /api/v1/users/me/tenants`

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use tenantry_domain::id::TenantId;
use tenantry_domain::tenant::OwnTenant;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// A tenant that the caller is in.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnTenantResponse {
    id: Uuid,
    #[schema(example = "Analytical Engines")]
    name: String,
    /// The caller's place there: what `DELETE /api/tenant/members/{id}` takes from who leaves.
    member_id: Uuid,
    /// The caller's role: `SUPER_ADMIN`, `ADMIN` or `MEMBER`.
    #[schema(example = "MEMBER")]
    role: &'static str,
    /// Whether it is the one that the session acts in.
    current: bool,
}

/// The caller's tenants.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnTenantsResponse {
    data: Vec<OwnTenantResponse>,
}

impl OwnTenantResponse {
    fn of(tenant: OwnTenant, current: Option<TenantId>) -> Self {
        Self {
            id: tenant.id.uuid(),
            name: tenant.name.into_string(),
            member_id: tenant.member.uuid(),
            role: tenant.role.as_str(),
            current: current == Some(tenant.id),
        }
    }
}

/// List one's tenants
///
/// All that the caller is in. The session acts in one of them, and in another after `POST /api/v1/auth/switch-tenant`.
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 200, description = "The caller's tenants", body = OwnTenantsResponse),
        CallerRefusals,
        SessionRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[get("/api/v1/users/me/tenants")]
pub(crate) async fn list_own_tenants(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    let found = services.tenants.list_own(&caller).await?;
    let current = caller.tenant();
    let data = found.into_iter().map(|tenant| OwnTenantResponse::of(tenant, current)).collect();
    Ok(HttpResponse::Ok().json(OwnTenantsResponse { data }))
}
