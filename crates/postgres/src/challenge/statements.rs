//! Putting a challenge in place and taking it away. Whoever does so locks the account before, so that nobody waits for each other,
//! and that the address which is compared stays the account's.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::UserId;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::verification::{Challenge, Purpose};
use time::OffsetDateTime;

use crate::schema::challenges;

/// Puts a challenge in place of the former one of its purpose.
pub(super) async fn put(
    connection: &mut AsyncPgConnection,
    user: UserId,
    challenge: &Challenge,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let kept = (
        challenges::address.eq(challenge.address.as_str()),
        challenges::digest.eq(challenge.digest.as_bytes().as_slice()),
        challenges::created_at.eq(at),
        challenges::expires_at.eq(challenge.expires_at),
    );
    diesel::insert_into(challenges::table)
        .values((
            challenges::user_id.eq(user.uuid()),
            challenges::purpose.eq(challenge.purpose.as_str()),
            kept,
        ))
        .on_conflict((challenges::user_id, challenges::purpose))
        .do_update()
        .set(kept)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes the live challenge with this digest away, and says where it was sent.
pub(crate) async fn take(
    connection: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
    digest: SecretDigest,
    at: OffsetDateTime,
) -> QueryResult<Option<String>> {
    diesel::delete(challenges::table.find((user.uuid(), purpose.as_str())))
        .filter(challenges::digest.eq(digest.as_bytes().as_slice()))
        .filter(challenges::expires_at.gt(at))
        .returning(challenges::address)
        .get_result(connection)
        .await
        .optional()
}

/// Takes the challenge of this purpose away, if there is one.
pub(crate) async fn forget_one(
    connection: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
) -> QueryResult<()> {
    diesel::delete(challenges::table.find((user.uuid(), purpose.as_str())))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes all of a person's challenges away.
pub(crate) async fn forget(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<()> {
    diesel::delete(challenges::table.filter(challenges::user_id.eq(user.uuid())))
        .execute(connection)
        .await?;
    Ok(())
}
