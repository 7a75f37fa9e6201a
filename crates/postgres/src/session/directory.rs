//! The port [`SessionDirectory`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::Place;
use tenantry_domain::id::{OrganizationId, ProjectId, SessionId, TenantId, UserId};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::{LoginFacts, SessionDirectory, SessionFacts};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::{FactsRow, facts};
use super::find::FindSession;
use crate::database::Database;
use crate::schema::{passwords, users};
use crate::user::row::user_status;

/// Reads from PostgreSQL what authentication needs.
#[derive(Clone, Debug)]
pub struct PostgresSessionDirectory {
    database: Database,
}

impl PostgresSessionDirectory {
    /// A directory over this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SessionDirectory for PostgresSessionDirectory {
    async fn find_login(&self, email: &EmailAddress) -> Result<Option<LoginFacts>, StoreError> {
        let found: Option<(Uuid, String, Option<OffsetDateTime>, String)> = self
            .database
            .in_directory(async |connection| {
                Ok::<_, crate::WorkError<StoreError>>(
                    users::table
                        .inner_join(passwords::table)
                        .filter(users::email_key.eq(email.key()))
                        .select((
                            users::id,
                            users::status,
                            users::email_verified_at,
                            passwords::hash,
                        ))
                        .first(connection)
                        .await
                        .optional()?,
                )
            })
            .await?;
        let Some((user, status, email_verified_at, hash)) = found else {
            return Ok(None);
        };
        Ok(Some(LoginFacts {
            user: UserId::new(user),
            status: user_status(&status)?,
            email_verified: email_verified_at.is_some(),
            password: PasswordHash::new(hash),
        }))
    }

    async fn find_session(
        &self,
        session: SessionId,
        claimed_tenant: Option<TenantId>,
        place: Place,
    ) -> Result<Option<SessionFacts>, StoreError> {
        let find = FindSession {
            session: session.uuid(),
            claimed_tenant: claimed_tenant.map(TenantId::uuid),
            organization: place.organization().map(OrganizationId::uuid),
            project: place.project().map(ProjectId::uuid),
        };
        let found = self
            .database
            .in_directory(async |connection| {
                Ok::<_, crate::WorkError<StoreError>>(
                    find.get_result::<FactsRow>(connection).await.optional()?,
                )
            })
            .await?;
        found.map(facts).transpose()
    }
}
