//! An account on the wire.

use serde::Serialize;
use tenantry_domain::user::{PersonName, PhoneNumber, User};
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person's account.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserResponse {
    id: Uuid,
    #[schema(example = "ada@example.com")]
    email: String,
    #[schema(example = "Ada")]
    first_name: String,
    middle_name: Option<String>,
    #[schema(example = "Lovelace")]
    last_name: String,
    #[schema(example = "+4915123456789")]
    phone_number: Option<String>,
    /// `active` or `suspended`.
    #[schema(example = "active")]
    status: &'static str,
    email_verified: bool,
    phone_verified: bool,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<User> for UserResponse {
    fn from(user: User) -> Self {
        Self {
            id: user.id.uuid(),
            email: user.email.as_str().to_owned(),
            first_name: user.first_name.into_string(),
            middle_name: user.middle_name.map(PersonName::into_string),
            last_name: user.last_name.into_string(),
            phone_number: user.phone_number.map(PhoneNumber::into_string),
            status: user.status.as_str(),
            email_verified: user.email_verified,
            phone_verified: user.phone_verified,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}
