//! `POST /api/v1/introspect`

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::introspection::Introspection;
use utoipa::{Path as _, ToSchema};

use super::claims::ClaimsResponse;
use super::desk::Desk;
use super::registered::register_at;
use crate::answer::{BodyRefusals, ServerFailures, json};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Asker, ForOAuth, Form};

/// Which credential is asked about (RFC 7662 §2.1). Other parameters are ignored.
#[derive(Deserialize, ToSchema)]
pub(crate) struct IntrospectRequest {
    /// The credential.
    #[schema(example = "sk-nc-…")]
    token: String,
}

/// Whether a credential is good: all that applies if it is, `active` alone if it is not.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntrospectionResponse<'a> {
    active: bool,
    #[serde(flatten)]
    claims: ClaimsResponse<'a>,
}

/// The operation, below this prefix.
pub(crate) struct Introspect(pub(crate) String);

impl HttpServiceFactory for Introspect {
    fn register(self, config: &mut AppService) {
        register_at(&self.0, &Self::path(), web::post().to(introspect), config);
    }
}

/// Introspect a credential (RFC 7662)
///
/// For the platform's other services, which show a service credential as Bearer or as the password of Basic, and for a tenant's own
/// programs, which show its API key in `X-API-Key`: to them, what belongs to other tenants looks inactive. A credential that is
/// unknown, expired, revoked or malformed is answered with exactly `{"active": false}`.
#[utoipa::path(
    post,
    path = "/api/v1/introspect",
    operation_id = "introspect",
    impl_for = Introspect,
    tag = "For other services",
    request_body(content = IntrospectRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "What is known of the credential", body = IntrospectionResponse),
        BodyRefusals,
        (status = 401, description = "No service credential or tenant API key, or none that holds (`unauthorized`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("service_credential" = []), ("service_credential_basic" = []), ("tenant_api_key" = [])),
)]
async fn introspect(
    at: HttpRequest,
    ForOAuth(asker): ForOAuth<Asker>,
    Form(request): Form<IntrospectRequest>,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&at)?;
    let told = desk
        .introspection()
        .introspect(asker.presented(), &request.token)
        .await
        .map_err(|error| Problem::from(error).for_oauth())?;
    json(&match &told {
        Introspection::Active(credential) => {
            desk.metrics.count_verification(Some(credential.kind));
            let claims = ClaimsResponse::of(credential, &desk.issuer);
            IntrospectionResponse { active: true, claims }
        }
        Introspection::Inactive => {
            desk.metrics.count_verification(None);
            IntrospectionResponse { active: false, claims: ClaimsResponse::default() }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_what_is_not_good_nothing_else_is_told() {
        let answer = IntrospectionResponse { active: false, claims: ClaimsResponse::default() };
        assert_eq!(serde_json::to_value(answer).unwrap(), json!({"active": false}));
    }
}
