//! Holding an account still while something about it changes.
//!
//! Whoever locks more than one thing of a person does so in this order, so that nobody waits for each other: the password, the
//! account, the tenants, organizations and projects that they are in, the invitation that they follow, their memberships, their
//! personal access tokens, how they were referred, then their sessions, challenges and messages.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::UserId;
use tenantry_domain::verification::Purpose;
use time::OffsetDateTime;

use crate::row::ACTIVE;
use crate::schema::users;

/// What a locked account has.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(Pg))]
pub(crate) struct LockedAccount {
    email_key: String,
    pub(crate) phone_number: Option<String>,
    pub(crate) phone_verified_at: Option<OffsetDateTime>,
    status: String,
}

impl LockedAccount {
    pub(crate) fn is_active(&self) -> bool {
        self.status == ACTIVE
    }

    /// Whether this is where a secret for this purpose would be sent now.
    pub(crate) fn is_at(&self, purpose: Purpose, address: &str) -> bool {
        match purpose {
            Purpose::Email | Purpose::PasswordReset => self.email_key == address,
            Purpose::Phone => self.phone_number.as_deref() == Some(address),
        }
    }
}

/// Locks an account that is to be changed, if it is there.
pub(crate) async fn lock_account(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<Option<LockedAccount>> {
    users::table
        .find(user.uuid())
        .filter(users::deleted_at.is_null())
        .select(LockedAccount::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

/// Keeps an account from being changed, if it is there.
pub(crate) async fn hold_account(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<Option<LockedAccount>> {
    users::table
        .find(user.uuid())
        .filter(users::deleted_at.is_null())
        .select(LockedAccount::as_select())
        .for_share()
        .first(connection)
        .await
        .optional()
}
