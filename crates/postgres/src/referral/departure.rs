//! What is forgotten of somebody who deletes their account.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::UserId;

use crate::schema::referrals;

/// Forgets by which address a person was referred.
pub(crate) async fn forget_referred(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<()> {
    diesel::update(referrals::table.filter(referrals::referred_user_id.eq(user.uuid())))
        .set(referrals::masked_email.eq(""))
        .execute(connection)
        .await?;
    Ok(())
}
