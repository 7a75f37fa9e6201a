//! `GET /api/v1/orgs/{org_id}/credentials`

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::inventory::{HeldCredential, HeldKind};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::answer::{CallerRefusals, PageResponse, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InOrganization, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 20;

/// Which credentials to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListCredentialsQuery {
    /// Those of this kind: `api_key` or `personal_access_token`.
    #[param(example = "api_key")]
    kind: Option<String>,
}

/// A credential, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldCredentialResponse {
    id: Uuid,
    /// `api_key` or `personal_access_token`.
    #[schema(example = "api_key")]
    kind: &'static str,
    #[schema(example = "ci")]
    name: String,
    /// How it begins and ends.
    #[schema(example = "sk-nc-3kTn...9QfA")]
    masked: String,
    /// Whose token it is; of an API key, who made it: a person, or a tenant API key.
    owner: Uuid,
    /// The project of an API key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    project_id: Option<Uuid>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it was last good for something; null before that.
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
    /// When it ends by itself; null if it doesn't.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
}

impl From<HeldCredential> for HeldCredentialResponse {
    fn from(held: HeldCredential) -> Self {
        Self {
            id: held.id.uuid(),
            kind: held.kind.as_str(),
            name: held.name,
            masked: held.masked,
            owner: held.owner.uuid(),
            project_id: held.project.map(|project| project.uuid()),
            created_at: held.created_at,
            last_used_at: held.last_used_at,
            expires_at: held.expires_at,
        }
    }
}

fn kind(text: &str) -> Result<HeldKind, &'static str> {
    HeldKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or("must be api_key or personal_access_token")
}

/// List the credentials of an organization
///
/// Every live API key and personal access token that opens something in it, whoever holds it, the newest first; for those who run it.
#[utoipa::path(
    tag = "Organizations",
    params(("org_id" = String, Path, description = "The organization"), ListCredentialsQuery, PageQuery),
    responses(
        (status = 200, description = "A page of credentials", body = PageResponse<HeldCredentialResponse>),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/credentials")]
pub(crate) async fn list_credentials(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Query(query): Query<ListCredentialsQuery>,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let kind = fields.optional("kind", query.kind.as_deref(), kind);
    let page = page.read(DEFAULT_LIMIT, &mut fields);
    let (kind, page) = kind.zip(page).ok_or_else(|| fields.problem())?;
    let found = services.inventory.list(&caller, organization, kind, page).await?;
    Ok(HttpResponse::Ok().json(PageResponse::<HeldCredentialResponse>::of(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_asked_for_by_its_name() {
        for each in HeldKind::ALL {
            assert_eq!(kind(each.as_str()), Ok(each));
        }
        assert!(kind("session").is_err());
        assert!(kind("").is_err());
    }
}
