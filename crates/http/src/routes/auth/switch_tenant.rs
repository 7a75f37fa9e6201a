//! `POST /api/v1/auth/switch-tenant`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::id::TenantId;
use utoipa::ToSchema;

use super::tokens::TokensResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::{Problem, ProblemKind, ProblemResponse};
use crate::request::{InSession, Json};
use crate::services::Services;

/// Where to go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchTenantRequest {
    /// One of the caller's tenants.
    #[schema(format = Uuid)]
    tenant_id: String,
}

impl SwitchTenantRequest {
    /// What is no UUID names no tenant, here as in a path.
    fn parse(&self) -> Result<TenantId, Problem> {
        self.tenant_id.parse().ok().ok_or_else(|| Problem::of(ProblemKind::NotFound))
    }
}

/// Act in another tenant
///
/// The same session goes on in another of the caller's tenants. Use the new tokens from then on: an access token that names another
/// tenant than the session is in gets 401, and the former refresh token is replaced, like after a refresh.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = SwitchTenantRequest,
    responses(
        (status = 200, description = "The session's new tokens", body = TokensResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        (status = 404, description = "The caller is in no such tenant (`not_found`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/auth/switch-tenant")]
pub(crate) async fn switch_tenant(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<SwitchTenantRequest>,
) -> Result<HttpResponse, Problem> {
    let signed_in = services.sessions.switch_tenant(&caller, request.parse()?).await?;
    Ok(HttpResponse::Ok().json(TokensResponse::from(signed_in)))
}
