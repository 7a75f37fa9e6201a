//! `POST /api/tenant-api-key`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::tenant_api_key::TenantApiKeyName;
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::response::TenantApiKeyResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, SuperAdminRefusals};
use crate::problem::Problem;
use crate::request::{Fields, InSession, Json, moment};
use crate::services::Services;

/// The key to make.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateTenantApiKeyRequest {
    #[schema(example = "nightly set-up", min_length = 1, max_length = 255)]
    name: String,
    /// When the key ends by itself (RFC 3339); never if absent. One that has ended already is made all the same, and opens nothing.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
}

impl CreateTenantApiKeyRequest {
    fn parse(self) -> Result<(TenantApiKeyName, Option<OffsetDateTime>), Problem> {
        let mut fields = Fields::default();
        let name = fields.check("name", TenantApiKeyName::new(self.name));
        let expires_at = fields.optional("expiresAt", self.expires_at, |text| {
            moment(&text).ok_or("must be a time in RFC 3339")
        });
        name.zip(expires_at).ok_or_else(|| fields.problem())
    }
}

/// Create an API key of the current tenant
///
/// For its `SUPER_ADMIN`s. The key acts for the tenant with no person behind it: with the rights of an `ADMIN`, less what needs a
/// session. It is in this one answer; only its digest is kept.
#[utoipa::path(
    tag = "Tenant API keys",
    request_body = CreateTenantApiKeyRequest,
    responses(
        (status = 201, description = "The key, `apiKey` in full", body = TenantApiKeyResponse),
        CallerRefusals,
        BodyRefusals,
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/tenant-api-key")]
pub(crate) async fn create_tenant_api_key(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<CreateTenantApiKeyRequest>,
) -> Result<HttpResponse, Problem> {
    let (name, expires_at) = request.parse()?;
    let issued = services.tenant_api_keys.create(&caller, name, expires_at).await?;
    Ok(HttpResponse::Created().json(TenantApiKeyResponse::from(issued)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    fn parse(
        body: serde_json::Value,
    ) -> Result<(TenantApiKeyName, Option<OffsetDateTime>), Problem> {
        serde_json::from_value::<CreateTenantApiKeyRequest>(body).unwrap().parse()
    }

    #[test]
    fn a_moment_that_is_past_is_as_good_as_any() {
        let (_, end) = parse(json!({"name": "ci", "expiresAt": "2020-01-01T00:00:00Z"})).unwrap();
        assert_eq!(end, Some(datetime!(2020-01-01 00:00 UTC)));
        let (_, end) = parse(json!({"name": "ci", "scope": "unknown"})).unwrap();
        assert_eq!(end, None);
    }

    #[test]
    fn what_is_no_moment_is_named_as_it_was_spelt() {
        let problem = parse(json!({"name": "ci", "expiresAt": "2020-01-01"})).unwrap_err();
        assert_eq!(problem.details()[0].field, "expiresAt");
    }
}
