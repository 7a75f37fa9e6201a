//! The port [`InvitationStore`].

use async_trait::async_trait;
use tenantry_domain::access::{SystemScope, UserScope};
use tenantry_domain::invitation::{
    Acceptance, Accepted, InvitationLetter, InvitationStore, InvitationSubject, JoinError,
};
use tenantry_domain::organization::Organization;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::verification::Purpose;
use time::OffsetDateTime;

use super::join::{Joined, join};
use super::letter::issue_link;
use crate::database::{Database, WorkError, enter_tenant};
use crate::user::lock_account;

/// Keeps invitations in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresInvitationStore {
    database: Database,
}

impl PostgresInvitationStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl InvitationStore for PostgresInvitationStore {
    async fn issue_link(
        &self,
        scope: &SystemScope,
        subject: InvitationSubject,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<Option<InvitationLetter>, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                enter_tenant(connection, subject.tenant).await?;
                Ok(issue_link(connection, subject, digest, at).await?)
            })
            .await
    }

    async fn accept(
        &self,
        scope: &UserScope,
        acceptance: Acceptance,
        at: OffsetDateTime,
    ) -> Result<Accepted, JoinError> {
        self.database
            .in_user(scope, async |connection| {
                let account = lock_account(connection, scope.user()).await?;
                let address = acceptance.email.key();
                let fits = account.is_some_and(|account| {
                    account.is_active() && account.is_at(Purpose::Email, address)
                });
                if !fits {
                    return Err(WorkError::Refused(JoinError::InvalidInviteToken));
                }
                let joined = join(connection, scope, &acceptance, at).await?;
                let Joined { tenant, organization } =
                    joined.ok_or(WorkError::Refused(JoinError::InvalidInviteToken))?;
                Ok(Accepted {
                    tenant: tenant.try_into()?,
                    organization: organization.map(Organization::try_from).transpose()?,
                })
            })
            .await
    }
}
