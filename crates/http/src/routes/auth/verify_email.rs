//! `POST /api/v1/auth/verify-email`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::user::EmailAddress;
use utoipa::ToSchema;

use crate::answer::{BodyRefusals, MessageResponse, ServerFailures, ThrottleRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, Json, SentFrom};
use crate::services::Services;

/// The code that was sent, and where it was sent to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyEmailRequest {
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    /// Six digits.
    #[schema(example = "042137")]
    code: String,
}

impl VerifyEmailRequest {
    fn parse(self) -> Result<(EmailAddress, String), Problem> {
        let mut fields = Fields::default();
        let email = fields.check("email", EmailAddress::new(&self.email));
        email.map(|email| (email, self.code)).ok_or_else(|| fields.problem())
    }
}

/// Verify an e-mail address
///
/// With the code that was sent there. After 5 wrong codes in an hour for one address none is taken, the right one included.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = VerifyEmailRequest,
    responses(
        (status = 200, description = "The address is verified", body = MessageResponse),
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or the code is wrong, used, replaced or over (`invalid_code`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/verify-email")]
pub(crate) async fn verify_email(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<VerifyEmailRequest>,
) -> Result<HttpResponse, Problem> {
    let (email, code) = request.parse()?;
    services.verification.verify_email(&email, &code, &origin).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "your e-mail address is verified" }))
}
