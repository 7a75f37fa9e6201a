//! An account as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::UserId;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::{EmailAddress, PersonName, PhoneNumber, User, UserStatus};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::{ACTIVE, status};
use crate::schema::users;

#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(Pg))]
pub(super) struct UserRow {
    id: Uuid,
    email: String,
    first_name: String,
    middle_name: Option<String>,
    last_name: String,
    phone_number: Option<String>,
    status: String,
    email_verified_at: Option<OffsetDateTime>,
    phone_verified_at: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl TryFrom<UserRow> for User {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId::new(row.id),
            email: EmailAddress::new(&row.email).map_err(StoreError::failed)?,
            first_name: name(row.first_name)?,
            middle_name: row.middle_name.map(name).transpose()?,
            last_name: name(row.last_name)?,
            phone_number: row
                .phone_number
                .map(PhoneNumber::new)
                .transpose()
                .map_err(StoreError::failed)?,
            status: user_status(&row.status)?,
            email_verified: row.email_verified_at.is_some(),
            phone_verified: row.phone_verified_at.is_some(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

fn name(text: String) -> Result<PersonName, StoreError> {
    PersonName::new(text).map_err(StoreError::failed)
}

pub(crate) fn user_status(text: &str) -> Result<UserStatus, StoreError> {
    let known = [(ACTIVE, UserStatus::Active), ("suspended", UserStatus::Suspended)];
    status("users.status", text, &known)
}
