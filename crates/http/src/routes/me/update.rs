//! `PATCH /api/v1/users/me`

use actix_web::{HttpResponse, patch, web};
use serde::Deserialize;
use tenantry_domain::user::{PersonName, ProfileChange};
use utoipa::ToSchema;

use super::UserResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::Problem;
use crate::request::{Fields, InSession, Json, nullable, present};
use crate::services::Services;

/// What changes; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateMeRequest {
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 50, nullable = false)]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 50, nullable = false)]
    last_name: Option<String>,
    /// `null` clears it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50)]
    middle_name: Option<Option<String>>,
}

impl UpdateMeRequest {
    fn parse(self) -> Result<ProfileChange, Problem> {
        let mut fields = Fields::default();
        let first_name = fields.optional("first_name", self.first_name, PersonName::new);
        let last_name = fields.optional("last_name", self.last_name, PersonName::new);
        let middle_name = fields.nullable("middle_name", self.middle_name, PersonName::new);
        match (first_name, last_name, middle_name) {
            (Some(first_name), Some(last_name), Some(middle_name)) => {
                Ok(ProfileChange { first_name, middle_name, last_name })
            }
            _ => Err(fields.problem()),
        }
    }
}

/// Change one's own account
#[utoipa::path(
    tag = "One's own account",
    request_body = UpdateMeRequest,
    responses(
        (status = 200, description = "The account as it is now", body = UserResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[patch("/api/v1/users/me")]
pub(crate) async fn update_me(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<UpdateMeRequest>,
) -> Result<HttpResponse, Problem> {
    let user = services.users.change_profile(&caller, request.parse()?).await?;
    Ok(HttpResponse::Ok().json(UserResponse::from(user)))
}
