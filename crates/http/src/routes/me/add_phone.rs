//! `POST /api/v1/users/add-phone`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::user::PhoneNumber;
use utoipa::ToSchema;

use crate::answer::{
    BodyRefusals, CallerRefusals, MessageResponse, ServerFailures, SessionRefusal, ThrottleRefusal,
};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, InSession, Json};
use crate::services::Services;

/// The number to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPhoneRequest {
    /// With its country, and nothing between the digits.
    #[schema(example = "+4915123456789", pattern = r"^\+[1-9][0-9]{7,14}$")]
    phone_number: String,
}

impl AddPhoneRequest {
    fn parse(self) -> Result<PhoneNumber, Problem> {
        let mut fields = Fields::default();
        let number = fields.check("phone_number", PhoneNumber::new(self.phone_number));
        number.ok_or_else(|| fields.problem())
    }
}

/// Add a phone number
///
/// Takes the place of any other number of the caller's, and sends a code there that verifies it. At most 5 numbers an hour.
#[utoipa::path(
    tag = "One's own account",
    request_body = AddPhoneRequest,
    responses(
        (status = 200, description = "The number is kept, and a code is sent", body = MessageResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        (status = 409, description = "It is the caller's number, and verified (`phone_already_verified`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/users/add-phone")]
pub(crate) async fn add_phone(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<AddPhoneRequest>,
) -> Result<HttpResponse, Problem> {
    services.verification.add_phone(&caller, request.parse()?).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "a code is on its way to your phone" }))
}
