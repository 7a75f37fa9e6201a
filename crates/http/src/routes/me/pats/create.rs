//! `POST /api/v1/users/me/pats`

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::id::OrganizationId;
use tenantry_domain::personal_access_token::{
    CreatePersonalAccessToken, PersonalAccessToken, TokenLifetime, TokenName,
};
use tenantry_domain::secret::Issued;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, Json, PatsEnabled, present};
use crate::services::Services;

/// The token to make.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreatePersonalAccessTokenRequest {
    /// The one organization that it is to reach.
    #[schema(format = Uuid)]
    org_id: String,
    #[schema(example = "laptop", min_length = 1, max_length = 64)]
    name: String,
    /// For how many days it is to be good.
    #[serde(default, deserialize_with = "present")]
    #[schema(minimum = 1, maximum = 90, default = 90, nullable = false)]
    expires_in_days: Option<i64>,
}

/// The token, with its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedPersonalAccessTokenResponse {
    id: Uuid,
    #[schema(example = "laptop")]
    name: String,
    /// The token itself, in this answer only.
    #[schema(example = "pat-nc-…")]
    bearer: String,
    /// How it begins.
    #[schema(example = "pat-nc-3kTn")]
    prefix: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
}

impl CreatePersonalAccessTokenRequest {
    fn parse(self) -> Result<CreatePersonalAccessToken, Problem> {
        let mut fields = Fields::default();
        let organization = self.org_id.parse::<OrganizationId>().or(Err("must be a UUID"));
        let organization = fields.check("org_id", organization);
        let name = fields.check("name", TokenName::new(self.name));
        let days = self.expires_in_days;
        let lifetime = fields.optional("expires_in_days", days, TokenLifetime::days);
        match (organization, name, lifetime) {
            (Some(organization), Some(name), Some(lifetime)) => Ok(CreatePersonalAccessToken {
                organization,
                name,
                lifetime: lifetime.unwrap_or_default(),
            }),
            _ => Err(fields.problem()),
        }
    }
}

impl From<Issued<PersonalAccessToken>> for CreatedPersonalAccessTokenResponse {
    fn from(issued: Issued<PersonalAccessToken>) -> Self {
        Self {
            id: issued.item.id.uuid(),
            name: issued.item.name.into_string(),
            bearer: issued.secret.expose().to_owned(),
            prefix: issued.item.prefix,
            created_at: issued.item.created_at,
            expires_at: issued.item.expires_at,
        }
    }
}

/// Create a personal access token
///
/// It acts as its owner, with the rights that they have at the moment, in one organization. The token is in this one answer; only its
/// digest is kept.
#[utoipa::path(
    tag = "Personal access tokens",
    request_body = CreatePersonalAccessTokenRequest,
    responses(
        (status = 201, description = "The token with its secret", body = CreatedPersonalAccessTokenResponse),
        CallerRefusals,
        BodyRefusals,
        (status = 403, description = "The caller is no member of the organization, or there is none (`forbidden`), or they show a personal access token or a tenant API key, which don't do this: sign in (`session_required`)", body = ProblemResponse),
        (status = 404, description = "This installation has no personal access tokens (`feature_disabled`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/users/me/pats")]
pub(crate) async fn create_personal_access_token(
    services: web::Data<Services>,
    PatsEnabled(caller, Json(request)): PatsEnabled<Json<CreatePersonalAccessTokenRequest>>,
) -> Result<HttpResponse, Problem> {
    let issued = services.personal_access_tokens.create(&caller, request.parse()?).await?;
    Ok(HttpResponse::Created().json(CreatedPersonalAccessTokenResponse::from(issued)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    const ORGANIZATION: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn parse(body: serde_json::Value) -> Result<CreatePersonalAccessToken, Vec<String>> {
        let request: CreatePersonalAccessTokenRequest = serde_json::from_value(body).unwrap();
        request.parse().map_err(|problem| {
            problem.details().iter().map(|detail| detail.field.clone()).collect()
        })
    }

    #[test]
    fn without_a_lifetime_it_is_the_longest_and_unknown_fields_are_ignored() {
        let body = json!({"org_id": ORGANIZATION, "name": "laptop", "scopes": ["all"]});
        let parsed = parse(body).unwrap();
        assert_eq!(parsed.organization.to_string(), ORGANIZATION);
        assert_eq!(parsed.lifetime, TokenLifetime::days(90).unwrap());
    }

    #[rstest]
    #[case(json!({"org_id": "one", "name": "laptop"}), "org_id")]
    #[case(json!({"org_id": ORGANIZATION, "name": ""}), "name")]
    #[case(json!({"org_id": ORGANIZATION, "name": "a".repeat(65)}), "name")]
    #[case(json!({"org_id": ORGANIZATION, "name": "laptop", "expires_in_days": 0}), "expires_in_days")]
    #[case(json!({"org_id": ORGANIZATION, "name": "laptop", "expires_in_days": 91}), "expires_in_days")]
    #[case(json!({"org_id": ORGANIZATION, "name": "laptop", "expires_in_days": i64::MIN}), "expires_in_days")]
    fn what_is_out_of_range_is_named(#[case] body: serde_json::Value, #[case] field: &str) {
        assert_eq!(parse(body).err().unwrap(), [field]);
    }
}
