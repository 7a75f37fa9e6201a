//! Another phone number in place of the one that an account has.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::notification::NewMessage;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::PhoneNumber;
use tenantry_domain::verification::{DecidePhone, PhoneError, PhoneOnRecord, Purpose};
use time::OffsetDateTime;

use super::statements::forget_one;
use crate::audit::record_own;
use crate::database::WorkError;
use crate::outbox::enqueue;
use crate::schema::users;
use crate::user::lock_account;

pub(super) async fn change(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    number: &PhoneNumber,
    message: &NewMessage,
    decide: DecidePhone<'_>,
    at: OffsetDateTime,
) -> Result<(), WorkError<PhoneError>> {
    let user = scope.user();
    let account = lock_account(connection, user).await?;
    let account = account.ok_or(WorkError::Refused(PhoneError::Gone))?;
    let verified = account.phone_verified_at.is_some();
    let on_record = match account.phone_number {
        Some(text) => {
            let number = PhoneNumber::new(text).map_err(StoreError::failed)?;
            Some(PhoneOnRecord { number, verified })
        }
        None => None,
    };
    decide(on_record.as_ref()).map_err(WorkError::Refused)?;
    diesel::update(users::table.find(user.uuid()))
        .set((
            users::phone_number.eq(number.as_str()),
            users::phone_verified_at.eq(None::<OffsetDateTime>),
            users::updated_at.eq(at),
        ))
        .execute(connection)
        .await?;
    forget_one(connection, user, Purpose::Phone).await?;
    enqueue(connection, message, at).await?;
    Ok(record_own(connection, scope, Action::PhoneAdd, Target::User(user), at).await?)
}
