//! `POST /api/v1/introspect`

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::introspection::{ActiveCredential, Introspection};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{BodyRefusals, ServerFailures};
use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Asker, Form};
use crate::server::Issuer;
use crate::services::Services;

/// Which credential is asked about (RFC 7662 §2.1). Other parameters are ignored.
#[derive(Deserialize, ToSchema)]
pub(crate) struct IntrospectRequest {
    /// The credential.
    #[schema(example = "sk-nc-…")]
    token: String,
}

/// What is known of a credential: all that applies if it is good, `active` alone if it is not.
#[derive(Serialize, ToSchema, Default)]
pub(crate) struct IntrospectionResponse {
    /// Whether it is good.
    active: bool,
    /// `access_token`, `api_key`, `personal_access_token` or `tenant_api_key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "api_key")]
    token_kind: Option<&'static str>,
    /// The person of an access token or a personal one, else the credential itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<Uuid>,
    /// The person's e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    org_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_id: Option<Uuid>,
    /// What an API key is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "inference")]
    resource_type: Option<String>,
    /// The role that it acts with: in the tenant `SUPER_ADMIN`, `ADMIN` or `MEMBER`; of a personal access token in its organization
    /// `owner`, `admin` or `member`.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// When it ends, in seconds since 1970-01-01T00:00:00Z.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    /// When it was made, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    /// Names the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<Uuid>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
}

impl IntrospectionResponse {
    fn active(credential: ActiveCredential, issuer: &Issuer) -> Self {
        Self {
            active: true,
            token_kind: Some(credential.kind.as_str()),
            sub: Some(credential.subject),
            username: credential.username,
            tenant_id: credential.tenant.map(|tenant| tenant.uuid()),
            org_id: credential.organization.map(|organization| organization.uuid()),
            project_id: credential.project.map(|project| project.uuid()),
            resource_type: credential.resource_type.map(|kind| kind.as_str().to_owned()),
            role: credential.role.map(|role| role.as_str()),
            exp: credential.expires_at.map(|end| end.unix_timestamp()),
            iat: Some(credential.issued_at.unix_timestamp()),
            jti: Some(credential.id),
            iss: Some(issuer.0.clone()),
        }
    }
}

/// Introspect a credential (RFC 7662)
///
/// For the platform's other services, which show a service credential as Bearer or as the password of Basic, and for a tenant's own
/// programs, which show its API key in `X-API-Key`: to them, what belongs to other tenants looks inactive. A credential that is
/// unknown, expired, revoked or malformed is answered with exactly `{"active": false}`.
#[utoipa::path(
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
#[post("/api/v1/introspect")]
pub(crate) async fn introspect(
    services: web::Data<Services>,
    metrics: web::Data<Metrics>,
    issuer: web::Data<Issuer>,
    Asker(asker): Asker,
    Form(request): Form<IntrospectRequest>,
) -> Result<HttpResponse, Problem> {
    let answer = match services.introspection.introspect(&asker, &request.token).await? {
        Introspection::Active(credential) => {
            metrics.count_verification(credential.kind.as_str(), true);
            IntrospectionResponse::active(*credential, &issuer)
        }
        Introspection::Inactive => {
            metrics.count_verification("unknown", false);
            IntrospectionResponse::default()
        }
    };
    Ok(HttpResponse::Ok().json(answer))
}
