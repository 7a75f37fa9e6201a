//! `POST /api/v1/auth/forgot-password`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::user::EmailAddress;
use utoipa::ToSchema;

use crate::answer::{BodyRefusals, MessageResponse, ServerFailures, ThrottleRefusal};
use crate::problem::Problem;
use crate::request::{Fields, Json, SentFrom};
use crate::services::Services;

/// Nothing in it depends on whether anything is sent.
const ANSWER: MessageResponse = MessageResponse {
    message: "if this address has an account, a link to reset its password is on its way",
};

/// Whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ForgotPasswordRequest {
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
}

impl ForgotPasswordRequest {
    fn parse(self) -> Result<EmailAddress, Problem> {
        let mut fields = Fields::default();
        let email = fields.check("email", EmailAddress::new(&self.email));
        email.ok_or_else(|| fields.problem())
    }
}

/// Ask for a link to reset a password
///
/// The answer is the same whether or not the address has an account or was asked for too often: at most one link a minute and 5 an
/// hour are sent to one address. A new link ends the one before.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = ForgotPasswordRequest,
    responses(
        (status = 200, description = "A link is sent if there is somebody to read it", body = MessageResponse),
        BodyRefusals,
        ThrottleRefusal,
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/forgot-password")]
pub(crate) async fn forgot_password(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<ForgotPasswordRequest>,
) -> Result<HttpResponse, Problem> {
    services.passwords.forgot(&request.parse()?, &origin).await?;
    Ok(HttpResponse::Ok().json(ANSWER))
}
