//! The port [`SessionDirectory`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::Place;
use tenantry_domain::id::{OrganizationId, ProjectId, SessionId, TenantId};
use tenantry_domain::session::{LoginFacts, SessionDirectory, SessionFacts};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;

use super::facts::{FactsRow, facts};
use super::find::FindSession;
use super::login::{FindLogin, LoginRow, login_facts};
use crate::database::Database;

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
        let find = FindLogin { email_key: email.key() };
        let found = self
            .database
            .look_up(async |connection| find.get_result::<LoginRow>(connection).await.optional())
            .await?;
        found.map(login_facts).transpose()
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
            .look_up(async |connection| find.get_result::<FactsRow>(connection).await.optional())
            .await?;
        found.map(facts).transpose()
    }
}
