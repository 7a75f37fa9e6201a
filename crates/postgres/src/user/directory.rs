//! The port [`AccountDirectory`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::id::UserId;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::{Account, AccountDirectory, EmailAddress, PersonName};
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::user_status;
use crate::database::Database;
use crate::schema::users;

/// Looks accounts up in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresAccountDirectory {
    database: Database,
}

impl PostgresAccountDirectory {
    /// A directory over this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

type AccountColumns = (Uuid, String, String, String, Option<OffsetDateTime>);

#[async_trait]
impl AccountDirectory for PostgresAccountDirectory {
    async fn find_account(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        // No address is the key of an account that was deleted.
        let found: Option<AccountColumns> = self
            .database
            .look_up(async |connection| {
                users::table
                    .filter(users::email_key.eq(email.key()))
                    .select((
                        users::id,
                        users::email,
                        users::first_name,
                        users::status,
                        users::email_verified_at,
                    ))
                    .first(connection)
                    .await
                    .optional()
            })
            .await?;
        found.map(account).transpose()
    }
}

fn account(columns: AccountColumns) -> Result<Account, StoreError> {
    let (user, email, first_name, status, email_verified_at) = columns;
    Ok(Account {
        user: UserId::new(user),
        email: EmailAddress::new(&email).map_err(StoreError::failed)?,
        first_name: PersonName::new(first_name).map_err(StoreError::failed)?,
        status: user_status(&status)?,
        email_verified: email_verified_at.is_some(),
    })
}
