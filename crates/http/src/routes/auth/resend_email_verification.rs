//! `POST /api/v1/auth/resend-email-verification`

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
    message: "if this address has an account and is not verified yet, a new code is on its way",
};

/// Where to send the code to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResendEmailVerificationRequest {
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
}

impl ResendEmailVerificationRequest {
    fn parse(self) -> Result<EmailAddress, Problem> {
        let mut fields = Fields::default();
        let email = fields.check("email", EmailAddress::new(&self.email));
        email.ok_or_else(|| fields.problem())
    }
}

/// Send the code for an e-mail address once more
///
/// The answer is the same whether or not the address has an account, is verified, or was asked for too often: at most one code a
/// minute and 5 an hour are sent to one address. A new code ends the one before.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = ResendEmailVerificationRequest,
    responses(
        (status = 200, description = "A code is sent if there is somebody to read it", body = MessageResponse),
        BodyRefusals,
        ThrottleRefusal,
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/resend-email-verification")]
pub(crate) async fn resend_email_verification(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<ResendEmailVerificationRequest>,
) -> Result<HttpResponse, Problem> {
    services.verification.resend_email(&request.parse()?, &origin).await?;
    Ok(HttpResponse::Ok().json(ANSWER))
}
