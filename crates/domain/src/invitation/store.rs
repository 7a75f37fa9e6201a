//! Where invitations are followed. They are made and taken back along with members.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{Acceptance, Accepted, InvitationLetter, InvitationSubject};
use super::error::JoinError;
use crate::access::{SystemScope, UserScope};
use crate::secret::SecretDigest;
use crate::store_error::StoreError;

/// Follows invitations.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait InvitationStore: Send + Sync {
    /// Keeps what there is to keep of a new link in place of the former one, and says what the mail with it is to say; nothing, where
    /// the invitation does not hold any more.
    async fn issue_link(
        &self,
        scope: &SystemScope,
        subject: InvitationSubject,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<Option<InvitationLetter>, StoreError>;

    /// Locks the invitation that holds, and lets the scope's person in where it says: of several calls at once, by one. Their
    /// sessions that act in no tenant act in this one from then on.
    async fn accept(
        &self,
        scope: &UserScope,
        acceptance: Acceptance,
        at: OffsetDateTime,
    ) -> Result<Accepted, JoinError>;
}
