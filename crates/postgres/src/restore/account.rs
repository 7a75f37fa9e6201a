//! What ends with a person: a password that is not theirs any more, and the whole account.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::UserId;
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::EndReason;
use tenantry_domain::verification::Purpose;
use time::OffsetDateTime;

use super::end::Known;
use crate::challenge::forget_one;
use crate::database::enter_user;
use crate::schema::passwords;
use crate::session::{Which, end_sessions};
use crate::user::{let_go, lock_account};

/// Puts a hash in place of passwords that were replaced later, so that only a reset opens these accounts, and ends their sessions.
pub(super) async fn spoil_passwords(
    connection: &mut AsyncPgConnection,
    replaced: &[Known],
    unusable: &PasswordHash,
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let mut spoilt = 0;
    for Known { id, at, .. } in replaced {
        let user = UserId::new(*id);
        enter_user(connection, user).await?;
        let changed = diesel::update(passwords::table.find(id))
            .filter(passwords::changed_at.lt(at))
            .set((passwords::hash.eq(unusable.expose()), passwords::changed_at.eq(at)))
            .execute(connection)
            .await?;
        if changed > 0 {
            lock_account(connection, user).await?;
            end_sessions(connection, user, Which::All, EndReason::Revoked, now).await?;
            forget_one(connection, user, Purpose::PasswordReset).await?;
        }
        spoilt += changed;
    }
    Ok(spoilt)
}

/// Lets accounts go whose owners have deleted them.
pub(super) async fn bury_accounts(
    connection: &mut AsyncPgConnection,
    deleted: &[Known],
) -> QueryResult<usize> {
    let mut buried = 0;
    for Known { id, at, .. } in deleted {
        if let_go(connection, UserId::new(*id), *at).await? {
            buried += 1;
        }
    }
    Ok(buried)
}
