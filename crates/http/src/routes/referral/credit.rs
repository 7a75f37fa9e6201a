//! `POST /api/v1/referrals/{referral_id}/credit`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::referral::CreditAmount;
use utoipa::ToSchema;

use super::response::ReferralResponse;
use crate::answer::{BodyRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{CallingService, Fields, Json, ReferralPath};
use crate::services::Services;

/// The credit to grant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantCreditRequest {
    /// In millionths of a US dollar.
    #[schema(example = 5_000_000, minimum = 0)]
    credit_amount_micro_dollars: i64,
}

impl GrantCreditRequest {
    fn parse(&self) -> Result<CreditAmount, Problem> {
        let mut fields = Fields::default();
        let amount = CreditAmount::micro_dollars(self.credit_amount_micro_dollars);
        fields.check("credit_amount_micro_dollars", amount).ok_or_else(|| fields.problem())
    }
}

/// Grant the credit for a referral
///
/// For the platform's service that keeps accounts, whose credential was made with `--allow referrals`. Once for a referral.
#[utoipa::path(
    tag = "Referrals",
    params(("referral_id" = String, Path, description = "The referral")),
    request_body = GrantCreditRequest,
    responses(
        (status = 200, description = "The referral as it is now", body = ReferralResponse),
        BodyRefusals,
        (status = 400, description = "The body is not valid, with `details` naming the fields, or several credentials (`invalid_request`)", body = ProblemResponse),
        (status = 401, description = "No service credential, or none that holds (`unauthorized`)", body = ProblemResponse),
        (status = 403, description = "The service credential was not made for that (`forbidden`)", body = ProblemResponse),
        (status = 404, description = "There is no such referral (`not_found`)", body = ProblemResponse),
        (status = 409, description = "The credit was granted already (`conflict`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("service_credential" = []), ("service_credential_basic" = [])),
)]
#[post("/api/v1/referrals/{referral_id}/credit")]
pub(crate) async fn grant_credit(
    services: web::Data<Services>,
    CallingService(service): CallingService,
    ReferralPath(referral): ReferralPath,
    Json(request): Json<GrantCreditRequest>,
) -> Result<HttpResponse, Problem> {
    let credited = services.referrals.credit(&service, referral, request.parse()?).await?;
    Ok(HttpResponse::Ok().json(ReferralResponse::from(credited)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_is_never_less_than_nothing() {
        let parse = |amount| GrantCreditRequest { credit_amount_micro_dollars: amount }.parse();
        assert_eq!(parse(0).unwrap().value(), 0);
        assert_eq!(parse(i64::MAX).unwrap().value(), i64::MAX);
        let problem = parse(-1).unwrap_err();
        assert_eq!(problem.details()[0].field, "credit_amount_micro_dollars");
    }
}
