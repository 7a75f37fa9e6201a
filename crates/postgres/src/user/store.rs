//! The port [`UserStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::{
    DecideDeparture, DeleteError, PersonName, ProfileChange, RegisterError, Registration, User,
    UserStore,
};
use time::OffsetDateTime;

use super::departure::depart;
use super::register::register;
use super::row::UserRow;
use crate::audit::record_own;
use crate::database::Database;
use crate::schema::{passwords, users};

/// Keeps accounts in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresUserStore {
    database: Database,
}

impl PostgresUserStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl UserStore for PostgresUserStore {
    async fn register(
        &self,
        scope: &UserScope,
        registration: Registration,
        at: OffsetDateTime,
    ) -> Result<User, RegisterError> {
        self.database
            .in_user(scope, async |connection| {
                Ok(register(connection, scope, registration, at).await?.try_into()?)
            })
            .await
    }

    async fn find(&self, scope: &UserScope) -> Result<Option<User>, StoreError> {
        let row = self
            .database
            .ask_in_user(scope, "own account", async |mut connection| {
                users::table
                    .find(scope.user().uuid())
                    .filter(users::deleted_at.is_null())
                    .select(UserRow::as_select())
                    .first(&mut connection)
                    .await
                    .optional()
            })
            .await?;
        row.map(User::try_from).transpose()
    }

    async fn change_profile(
        &self,
        scope: &UserScope,
        change: ProfileChange,
        at: OffsetDateTime,
    ) -> Result<Option<User>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let row = diesel::update(users::table.find(scope.user().uuid()))
                    .filter(users::deleted_at.is_null())
                    .set((
                        change.first_name.as_ref().map(|name| users::first_name.eq(name.as_str())),
                        change.middle_name.as_ref().map(|name| {
                            users::middle_name.eq(name.as_ref().map(PersonName::as_str))
                        }),
                        change.last_name.as_ref().map(|name| users::last_name.eq(name.as_str())),
                        users::updated_at.eq(at),
                    ))
                    .returning(UserRow::as_returning())
                    .get_result(connection)
                    .await
                    .optional()?;
                let Some(row) = row else {
                    return Ok(None);
                };
                let target = Target::User(scope.user());
                record_own(connection, scope, Action::UserUpdate, target, at).await?;
                Ok(Some(row.try_into()?))
            })
            .await
    }

    async fn upgrade_password_hash(
        &self,
        scope: &UserScope,
        old: PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                // It is the same password: when that was changed is not touched.
                let upgraded = diesel::update(passwords::table.find(scope.user().uuid()))
                    .filter(passwords::hash.eq(old.expose()))
                    .set(passwords::hash.eq(new.expose()))
                    .execute(connection)
                    .await?;
                Ok(upgraded == 1)
            })
            .await
    }

    async fn delete<'a>(
        &self,
        scope: &UserScope,
        shown: PasswordHash,
        decide: DecideDeparture<'a>,
        at: OffsetDateTime,
    ) -> Result<(), DeleteError> {
        self.database
            .in_user(scope, async |connection| depart(connection, scope, &shown, decide, at).await)
            .await
    }
}
