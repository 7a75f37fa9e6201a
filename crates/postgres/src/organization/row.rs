//! An organization as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::OrganizationId;
use tenantry_domain::organization::{
    Organization, OrganizationName, OrganizationStatus, ReferralCode,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::text::Description;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::{ACTIVE, UnknownValue, status};
use crate::schema::organizations;

#[derive(Queryable, Selectable)]
#[diesel(table_name = organizations, check_for_backend(Pg))]
pub(crate) struct OrganizationRow {
    id: Uuid,
    name: String,
    description: Option<String>,
    status: String,
    referral_code: String,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl OrganizationRow {
    pub(crate) fn is_active(&self) -> bool {
        self.status == ACTIVE
    }
}

impl TryFrom<OrganizationRow> for Organization {
    type Error = StoreError;

    fn try_from(row: OrganizationRow) -> Result<Self, StoreError> {
        let known =
            [(ACTIVE, OrganizationStatus::Active), ("suspended", OrganizationStatus::Suspended)];
        let description =
            row.description.map(Description::new).transpose().map_err(StoreError::failed)?;
        Ok(Self {
            id: OrganizationId::new(row.id),
            name: OrganizationName::new(row.name).map_err(StoreError::failed)?,
            description,
            status: status("organizations.status", &row.status, &known)?,
            referral_code: ReferralCode::parse(&row.referral_code)
                .ok_or_else(|| UnknownValue::in_column("organizations.referral_code"))?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
