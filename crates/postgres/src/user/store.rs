//! The port [`UserStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::UserScope;
use tenantry_domain::password::PasswordHash;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::Founding;
use tenantry_domain::user::{
    NewReferral, NewUser, PersonName, ProfileChange, RegisterError, User, UserStore,
};
use time::OffsetDateTime;

use super::register::{insert_account, insert_referral};
use super::row::UserRow;
use crate::database::Database;
use crate::schema::{passwords, users};
use crate::tenant::found;

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
        user: NewUser,
        password: PasswordHash,
        founding: Option<Founding>,
        referral: Option<NewReferral>,
        at: OffsetDateTime,
    ) -> Result<User, RegisterError> {
        self.database
            .in_user(scope, async |connection| {
                let row = insert_account(connection, user, &password, at).await?;
                if let Some(founding) = &founding {
                    found(connection, scope.user(), founding, at).await?;
                }
                if let Some(referral) = &referral {
                    insert_referral(connection, referral, scope.user(), at).await?;
                }
                Ok(row.try_into()?)
            })
            .await
    }

    async fn find(&self, scope: &UserScope) -> Result<Option<User>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let row = users::table
                    .find(scope.user().uuid())
                    .select(UserRow::as_select())
                    .first(connection)
                    .await
                    .optional()?;
                Ok(row.map(User::try_from).transpose()?)
            })
            .await
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
                Ok(row.map(User::try_from).transpose()?)
            })
            .await
    }

    async fn upgrade_password_hash(
        &self,
        scope: &UserScope,
        old: PasswordHash,
        new: PasswordHash,
    ) -> Result<(), StoreError> {
        self.database
            .in_user(scope, async |connection| {
                // It is the same password: when that was changed is not touched.
                diesel::update(passwords::table.find(scope.user().uuid()))
                    .filter(passwords::hash.eq(old.expose()))
                    .set(passwords::hash.eq(new.expose()))
                    .execute(connection)
                    .await?;
                Ok(())
            })
            .await
    }
}
