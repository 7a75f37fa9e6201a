//! `GET /api/v1/authorize`, in whatever method a gateway asks

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::header::HeaderName;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use tenantry_domain::authentication::Presented;
use tenantry_domain::introspection::{
    ActiveCredential, Demand, IntrospectionError, IntrospectionService, Reason, TokenKind, Verdict,
};
use utoipa::{IntoParams, Path as _};
use uuid::Uuid;

use super::demand::demand;
use super::desk::Desk;
use super::registered::register_at;
use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemKind, ProblemResponse};
use crate::request::{Fields, Forwarded, Query};

const X_AUTH_KIND: HeaderName = HeaderName::from_static("x-auth-kind");
const X_AUTH_TENANT_ID: HeaderName = HeaderName::from_static("x-auth-tenant-id");
const X_AUTH_ORG_ID: HeaderName = HeaderName::from_static("x-auth-org-id");
const X_AUTH_PROJECT_ID: HeaderName = HeaderName::from_static("x-auth-project-id");
const X_AUTH_USER_ID: HeaderName = HeaderName::from_static("x-auth-user-id");

/// What the request's credential has to be good for. Other parameters are ignored: some gateways send the request's own.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuthorizeQuery {
    /// What it has to be made for. Only API keys are made for anything, so nothing else serves.
    #[param(example = "inference")]
    resource_type: Option<String>,
    /// The organization that it has to open.
    #[param(format = "uuid")]
    org_id: Option<String>,
    /// The project that it has to open. For other credentials than API keys, `org_id` must name its organization.
    #[param(format = "uuid")]
    project_id: Option<String>,
}

impl AuthorizeQuery {
    fn read(self) -> Option<Demand> {
        demand(self.resource_type, self.org_id, self.project_id, &mut Fields::default())
    }
}

/// The operation, below this prefix. Gateways may send the method of the request that they ask for, so any method serves.
pub(crate) struct Authorize(pub(crate) String);

impl HttpServiceFactory for Authorize {
    fn register(self, config: &mut AppService) {
        register_at(&self.0, &Self::path(), web::to(authorize), config);
    }
}

/// Let a gateway's request pass, or not
///
/// For `auth_request` of nginx, `ForwardAuth` of Traefik and `ext_authz` of Envoy, which forward a request's headers and let it pass on
/// `200`. The credential in question is that of the request: in `Authorization` (Bearer, or the password of Basic) or in `X-API-Key`.
/// The gateway's own service credential is in `X-Service-Credential`; it must overwrite that header, and those of the answer, where
/// its clients send them. Any method serves as GET does; a body is not read. Each `200` counts as a use of the credential.
#[utoipa::path(
    get,
    path = "/api/v1/authorize",
    operation_id = "authorize",
    impl_for = Authorize,
    tag = "For other services",
    params(AuthorizeQuery),
    responses(
        (status = 200, description = "It may pass. No body", headers(
            ("X-Auth-Kind" = String, description = "`access_token`, `api_key`, `personal_access_token` or `tenant_api_key`"),
            ("X-Auth-Tenant-Id" = Uuid, description = "The tenant that the credential acts in, if any"),
            ("X-Auth-Org-Id" = Uuid, description = "The organization that it is bound to, if any"),
            ("X-Auth-Project-Id" = Uuid, description = "The project that it is bound to, if any"),
            ("X-Auth-User-Id" = Uuid, description = "The person whom it speaks for, if any"),
        )),
        (status = 401, description = "The request carries no credential, or several, or none that is good (`unauthorized`)", body = ProblemResponse),
        (status = 403, description = "The credential is good for another kind of resource or place; or the gateway's own is missing or doesn't hold, or the query makes no sense (`forbidden`)", body = ProblemResponse),
        (status = 503, description = "The database is missing for the moment (`unavailable`)", body = ProblemResponse),
    ),
    security(("gateway_credential" = [])),
)]
async fn authorize(
    at: HttpRequest,
    forwarded: Forwarded,
    query: Result<Query<AuthorizeQuery>, Problem>,
) -> Result<HttpResponse, Problem> {
    let demand = query.ok().and_then(|Query(query)| query.read());
    let desk = Desk::of(&at)?;
    answer(desk.introspection(), &desk.metrics, &forwarded, demand).await
}

/// Gateways know 200, 401 and 403, and make a failure of their own of anything else.
async fn answer(
    introspection: &IntrospectionService,
    metrics: &Metrics,
    forwarded: &Forwarded,
    demand: Option<Demand>,
) -> Result<HttpResponse, Problem> {
    let (Some(gateway), Some(demand)) = (&forwarded.gateway, demand) else {
        return Err(of_the_gateway());
    };
    // Without a credential there is nothing to verify but the gateway's own.
    let credential = forwarded.credential.as_deref();
    let asked = introspection.verify(Presented::Bearer(gateway), credential.as_slice(), &demand);
    let verdicts = asked.await.map_err(|error| match error {
        IntrospectionError::Unauthorized => of_the_gateway(),
        // Whatever the reason, it may pass later.
        IntrospectionError::Store(error) => Problem::of(ProblemKind::Unavailable).because(error),
    })?;
    let verdict = verdicts.into_iter().next();
    if let Some(verdict) = &verdict {
        metrics.count_verdict(verdict);
    }
    match verdict {
        Some(Verdict::Valid(credential)) => Ok(pass(&credential)),
        Some(Verdict::Invalid(Reason::WrongResourceType | Reason::WrongScope)) => {
            Err(Problem::new(ProblemKind::Forbidden, "this credential does not open this"))
        }
        Some(Verdict::Invalid(Reason::Ok | Reason::Fault(_))) | None => {
            Err(Problem::of(ProblemKind::Unauthorized))
        }
    }
}

/// A refusal that is the gateway's own fault.
fn of_the_gateway() -> Problem {
    let words =
        "the gateway shows no service credential that holds, or asks for what makes no sense";
    Problem::new(ProblemKind::Forbidden, words)
}

fn pass(credential: &ActiveCredential) -> HttpResponse {
    let ids: [(HeaderName, Option<Uuid>); 4] = [
        (X_AUTH_TENANT_ID, credential.tenant.map(|tenant| tenant.uuid())),
        (X_AUTH_ORG_ID, credential.organization.map(|organization| organization.uuid())),
        (X_AUTH_PROJECT_ID, credential.project.map(|project| project.uuid())),
        (X_AUTH_USER_ID, user(credential)),
    ];
    let mut response = HttpResponse::Ok();
    response.insert_header((X_AUTH_KIND, credential.kind.as_str()));
    for (name, id) in ids {
        if let Some(id) = id {
            response.insert_header((name, id.to_string()));
        }
    }
    response.finish()
}

/// The person whom it speaks for, if any.
fn user(credential: &ActiveCredential) -> Option<Uuid> {
    match credential.kind {
        TokenKind::AccessToken | TokenKind::PersonalAccessToken => Some(credential.subject),
        TokenKind::ApiKey | TokenKind::TenantApiKey => None,
    }
}

#[cfg(test)]
mod tests;
