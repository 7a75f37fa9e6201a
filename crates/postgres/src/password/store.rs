//! The port [`PasswordStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::UserId;
use tenantry_domain::password::{PasswordChange, PasswordReset, PasswordStore};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::EndReason;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::verification::Purpose;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::audit::record_own;
use crate::challenge::{forget_one, take};
use crate::database::Database;
use crate::outbox::enqueue;
use crate::schema::{challenges, passwords, users};
use crate::session::{Which, end_sessions};
use crate::user::lock_account;

/// Changes passwords in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresPasswordStore {
    database: Database,
}

impl PostgresPasswordStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl PasswordStore for PostgresPasswordStore {
    async fn change(
        &self,
        scope: &UserScope,
        change: PasswordChange,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let user = scope.user();
                let changed = diesel::update(passwords::table.find(user.uuid()))
                    .filter(passwords::hash.eq(change.old.expose()))
                    .set((passwords::hash.eq(change.new.expose()), passwords::changed_at.eq(at)))
                    .execute(connection)
                    .await?;
                if changed == 0 {
                    return Ok(false);
                }
                // Whoever had a link sent before has remembered, or is somebody else.
                lock_account(connection, user).await?;
                forget_one(connection, user, Purpose::PasswordReset).await?;
                let others = Which::AllBut(change.kept);
                end_sessions(connection, user, others, EndReason::PasswordChanged, at).await?;
                enqueue(connection, &change.news, at).await?;
                let target = Target::User(user);
                record_own(connection, scope, Action::PasswordChange, target, at).await?;
                Ok(true)
            })
            .await
    }

    async fn find_reset(
        &self,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<Option<UserId>, StoreError> {
        let owner: Option<Uuid> = self
            .database
            .look_up(async |connection| {
                challenges::table
                    .filter(challenges::digest.eq(digest.as_bytes().as_slice()))
                    .filter(challenges::purpose.eq(Purpose::PasswordReset.as_str()))
                    .filter(challenges::expires_at.gt(at))
                    .select(challenges::user_id)
                    .first(connection)
                    .await
                    .optional()
            })
            .await?;
        Ok(owner.map(UserId::new))
    }

    async fn reset(
        &self,
        scope: &UserScope,
        reset: PasswordReset,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let user = scope.user();
                lock_password(connection, user).await?;
                let account = lock_account(connection, user).await?;
                let Some(account) = account.filter(|account| account.is_active()) else {
                    return Ok(false);
                };
                let purpose = Purpose::PasswordReset;
                let Some(address) = take(connection, user, purpose, reset.digest, at).await? else {
                    return Ok(false);
                };
                diesel::update(passwords::table.find(user.uuid()))
                    .set((passwords::hash.eq(reset.new.expose()), passwords::changed_at.eq(at)))
                    .execute(connection)
                    .await?;
                // Who reads what is sent there has shown as much as by a code.
                if account.is_at(purpose, &address) {
                    verify_address(connection, user, at).await?;
                }
                end_sessions(connection, user, Which::All, EndReason::PasswordReset, at).await?;
                enqueue(connection, &reset.news, at).await?;
                let target = Target::User(user);
                record_own(connection, scope, Action::PasswordReset, target, at).await?;
                Ok(true)
            })
            .await
    }
}

async fn lock_password(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<()> {
    let _: Option<Uuid> = passwords::table
        .find(user.uuid())
        .select(passwords::user_id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(())
}

async fn verify_address(
    connection: &mut AsyncPgConnection,
    user: UserId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(users::table.find(user.uuid()))
        .filter(users::email_verified_at.is_null())
        .set((users::email_verified_at.eq(at), users::updated_at.eq(at)))
        .execute(connection)
        .await?;
    Ok(())
}
