//! `PUT /api/tenant`

use actix_web::{HttpResponse, put, web};
use serde::Deserialize;
use tenantry_domain::tenant::{LogoUrl, TenantChange, TenantName};
use utoipa::ToSchema;

use super::response::TenantResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, SuperAdminRefusals};
use crate::problem::{Detail, Problem};
use crate::request::{Fields, InSession, Json, nullable, present};
use crate::services::Services;

/// What changes; what is absent stays, yet something must be given.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UpdateTenantRequest {
    #[serde(default, deserialize_with = "present")]
    #[schema(example = "Analytical Engines", min_length = 1, max_length = 255, nullable = false)]
    name: Option<String>,
    /// An http or https URL; `null` clears it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, example = "https://example.com/logo.svg", max_length = 2048)]
    logo: Option<Option<String>>,
}

impl UpdateTenantRequest {
    fn parse(self) -> Result<TenantChange, Problem> {
        if self.name.is_none() && self.logo.is_none() {
            let message = "give a name, a logo or both".to_owned();
            let detail = |field: &str| Detail { field: field.to_owned(), message: message.clone() };
            return Err(Problem::fields(vec![detail("name"), detail("logo")]));
        }
        let mut fields = Fields::default();
        let name = fields.optional("name", self.name, TenantName::new);
        let logo = fields.nullable("logo", self.logo, LogoUrl::new);
        name.zip(logo)
            .map(|(name, logo)| TenantChange { name, logo })
            .ok_or_else(|| fields.problem())
    }
}

/// Change the current tenant
///
/// For its `SUPER_ADMIN`s.
#[utoipa::path(
    tag = "Tenants",
    request_body = UpdateTenantRequest,
    responses(
        (status = 202, description = "The tenant as it is now", body = TenantResponse),
        CallerRefusals,
        BodyRefusals,
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[put("/api/tenant")]
pub(crate) async fn update_tenant(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<UpdateTenantRequest>,
) -> Result<HttpResponse, Problem> {
    let tenant = services.tenants.change(&caller, request.parse()?).await?;
    Ok(HttpResponse::Accepted().json(TenantResponse::from(tenant)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn parse(body: serde_json::Value) -> Result<TenantChange, Vec<String>> {
        let request: UpdateTenantRequest = serde_json::from_value(body).unwrap();
        request.parse().map_err(|problem| {
            problem.details().iter().map(|detail| detail.field.clone()).collect()
        })
    }

    #[test]
    fn null_clears_the_logo_and_what_is_absent_stays() {
        let change = parse(json!({"logo": null})).unwrap();
        assert_eq!(change, TenantChange { name: None, logo: Some(None) });
        let change = parse(json!({"name": "Engines", "plan": "unknown"})).unwrap();
        assert_eq!(change.name, Some(TenantName::new("Engines").unwrap()));
        assert_eq!(change.logo, None);
    }

    #[rstest]
    #[case(json!({}))]
    #[case(json!({"plan": "unknown"}))]
    fn nothing_is_no_change(#[case] body: serde_json::Value) {
        assert_eq!(parse(body).unwrap_err(), ["name", "logo"]);
    }

    #[rstest]
    #[case(json!({"name": ""}), "name")]
    #[case(json!({"logo": "javascript:alert(1)"}), "logo")]
    fn what_is_not_valid_is_named(#[case] body: serde_json::Value, #[case] field: &str) {
        assert_eq!(parse(body).unwrap_err(), [field]);
    }
}
