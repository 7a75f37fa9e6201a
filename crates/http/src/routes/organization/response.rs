//! An organization on the wire.

use serde::Serialize;
use tenantry_domain::organization::{Organization, OrganizationWithRole};
use tenantry_domain::text::Description;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// An organization.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganizationResponse {
    id: Uuid,
    #[schema(example = "Analytical Engines")]
    name: String,
    description: Option<String>,
    /// `active` or `suspended`.
    #[schema(example = "active")]
    status: &'static str,
    /// The code by which it brings new people.
    #[schema(example = "K7Q2M9XW4B")]
    referral_code: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

/// An organization in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedOrganizationResponse {
    #[serde(flatten)]
    organization: OrganizationResponse,
    /// The caller's role: `owner`, `admin`, `member`, or null where they have none.
    #[schema(example = "owner")]
    role: Option<&'static str>,
}

impl From<Organization> for OrganizationResponse {
    fn from(organization: Organization) -> Self {
        Self {
            id: organization.id.uuid(),
            name: organization.name.into_string(),
            description: organization.description.map(Description::into_string),
            status: organization.status.as_str(),
            referral_code: organization.referral_code.as_str().to_owned(),
            created_at: organization.created_at,
            updated_at: organization.updated_at,
        }
    }
}

impl From<OrganizationWithRole> for ListedOrganizationResponse {
    fn from(listed: OrganizationWithRole) -> Self {
        Self {
            organization: listed.organization.into(),
            role: listed.role.map(|role| role.as_str()),
        }
    }
}
