//! A referral on the wire.

use serde::Serialize;
use tenantry_domain::referral::{CreditAmount, Referral};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who signed up with an organization's code.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReferralResponse {
    id: Uuid,
    /// Their address, masked; empty, once they have deleted their account.
    #[schema(example = "a***@example.com")]
    referred_user_email: String,
    /// `signed_up` or `credit_granted`.
    #[schema(example = "credit_granted")]
    status: &'static str,
    /// The credit in millionths of a US dollar, once it is granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 5_000_000, minimum = 0, nullable = false)]
    credit_amount_micro_dollars: Option<i64>,
    /// When they signed up.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<Referral> for ReferralResponse {
    fn from(referral: Referral) -> Self {
        Self {
            id: referral.id.uuid(),
            referred_user_email: referral.masked_email,
            status: referral.status.as_str(),
            credit_amount_micro_dollars: referral.status.credit().map(CreditAmount::value),
            created_at: referral.created_at,
            updated_at: referral.updated_at,
        }
    }
}
