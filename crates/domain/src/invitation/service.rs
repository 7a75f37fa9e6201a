//! Accepting an invitation with an account that one has.

use std::sync::Arc;

use super::entity::{Acceptance, Accepted};
use super::error::AcceptInvitationError;
use super::store::InvitationStore;
use crate::access::SessionCaller;
use crate::clock::Clock;
use crate::credential::{CredentialFormat, SentSecretKind};
use crate::id::Ids;
use crate::secret::{PlainSecret, SecretSource};
use crate::user::UserStore;

const KIND: SentSecretKind = SentSecretKind::Invitation;

/// Invitations, for those who have one.
pub struct InvitationService {
    invitations: Arc<dyn InvitationStore>,
    users: Arc<dyn UserStore>,
    format: CredentialFormat,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl InvitationService {
    /// Invitations kept in this store, to the owners of these accounts.
    pub fn new(
        invitations: Arc<dyn InvitationStore>,
        users: Arc<dyn UserStore>,
        format: CredentialFormat,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { invitations, users, format, secrets, ids, clock }
    }

    /// Puts the caller where the invitation says, if it was sent to the address that they have shown to be theirs.
    pub async fn accept(
        &self,
        caller: &SessionCaller,
        token: &PlainSecret,
    ) -> Result<Accepted, AcceptInvitationError> {
        if !self.format.recognises_sent(KIND, token.expose()) {
            return Err(AcceptInvitationError::InvalidInviteToken);
        }
        let scope = caller.own_rows();
        let user = self.users.find(&scope).await?.ok_or(AcceptInvitationError::Gone)?;
        if !user.email_verified {
            return Err(AcceptInvitationError::EmailNotVerified);
        }
        let digest = KIND.digest(token, &*self.secrets);
        let acceptance = Acceptance::new(digest, user.email, &*self.ids);
        Ok(self.invitations.accept(&scope, acceptance, self.clock.now()).await?)
    }
}
