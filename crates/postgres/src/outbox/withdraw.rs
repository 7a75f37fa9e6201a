//! Taking back what waits for a person who has left.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::UserId;

use crate::schema::outbox;

pub(crate) async fn withdraw(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<()> {
    diesel::delete(outbox::table.filter(outbox::user_id.eq(user.uuid())))
        .execute(connection)
        .await?;
    Ok(())
}
