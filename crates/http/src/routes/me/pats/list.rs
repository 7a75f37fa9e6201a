//! `GET /api/v1/users/me/pats`

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::id::OrganizationId;
use tenantry_domain::personal_access_token::{PersonalAccessToken, TokenFilter};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::answer::{CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, PatsEnabled, Query, SliceQuery};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 25;

/// Which tokens to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListPersonalAccessTokensQuery {
    /// Those of this organization.
    #[param(format = "uuid")]
    org_id: Option<String>,
}

impl ListPersonalAccessTokensQuery {
    fn read(self, fields: &mut Fields) -> Option<TokenFilter> {
        let organization = fields.optional("org_id", self.org_id, |text| {
            text.parse::<OrganizationId>().or(Err("must be a UUID"))
        });
        Some(TokenFilter { organization: organization? })
    }
}

/// A personal access token, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonalAccessTokenResponse {
    id: Uuid,
    /// The one organization that it reaches.
    org_id: Uuid,
    #[schema(example = "laptop")]
    name: String,
    /// How it begins.
    #[schema(example = "pat-nc-3kTn")]
    prefix: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// When it was revoked; null, since only live ones are listed.
    #[serde(with = "time::serde::rfc3339::option")]
    revoked_at: Option<OffsetDateTime>,
}

/// A part of the list of personal access tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonalAccessTokensResponse {
    /// The newest first.
    items: Vec<PersonalAccessTokenResponse>,
    /// How many there are in all.
    total: u64,
}

impl From<PersonalAccessToken> for PersonalAccessTokenResponse {
    fn from(token: PersonalAccessToken) -> Self {
        Self {
            id: token.id.uuid(),
            org_id: token.organization.uuid(),
            name: token.name.into_string(),
            prefix: token.prefix,
            created_at: token.created_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
        }
    }
}

/// List one's personal access tokens
///
/// Those that are live, over all organizations and tenants, the newest first.
#[utoipa::path(
    tag = "Personal access tokens",
    params(ListPersonalAccessTokensQuery, SliceQuery),
    responses(
        (status = 200, description = "A part of the list; 25 unless `limit` says otherwise", body = PersonalAccessTokensResponse),
        CallerRefusals,
        SessionRefusal,
        (status = 404, description = "This installation has no personal access tokens (`feature_disabled`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[get("/api/v1/users/me/pats")]
pub(crate) async fn list_personal_access_tokens(
    services: web::Data<Services>,
    PatsEnabled(caller, (Query(query), Query(slice))): PatsEnabled<(
        Query<ListPersonalAccessTokensQuery>,
        Query<SliceQuery>,
    )>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let filter = query.read(&mut fields);
    let slice = slice.read(DEFAULT_LIMIT, &mut fields);
    let (filter, slice) = filter.zip(slice).ok_or_else(|| fields.problem())?;
    let found = services.personal_access_tokens.list(&caller, filter, slice).await?;
    let items = found.items.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(PersonalAccessTokensResponse { items, total: found.total }))
}
