//! What an invitation is.

use time::{Duration, OffsetDateTime};

use crate::id::{Ids, InvitationId, MemberId, TenantId};
use crate::notification::NewMessage;
use crate::organization::Organization;
use crate::secret::SecretDigest;
use crate::tenant::Tenant;
use crate::user::EmailAddress;

/// How long an invitation holds.
pub const INVITATION_LIFETIME: Duration = Duration::days(7);

/// Which invitation a message is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvitationSubject {
    /// The tenant that somebody is invited to.
    pub tenant: TenantId,
    /// The invitation.
    pub invitation: InvitationId,
}

/// An invitation to be kept, with the mail that tells of it. The link is made when the mail is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewInvitation {
    /// Names it.
    pub id: InvitationId,
    /// Who is invited.
    pub email: EmailAddress,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// The mail.
    pub message: NewMessage,
}

/// What the mail says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvitationLetter {
    /// What the person is invited to.
    pub group: String,
    /// Who invites.
    pub inviter: String,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
}

/// Somebody who follows an invitation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acceptance {
    /// What is kept of the link.
    pub digest: SecretDigest,
    /// The address that is shown to be theirs.
    pub email: EmailAddress,
    /// Names their place in the tenant, should they have none yet.
    pub tenant_member: MemberId,
    /// Names their place in the organization, should they have none yet.
    pub organization_member: MemberId,
}

impl Acceptance {
    /// Of the link with this digest by the owner of this address.
    pub fn new(digest: SecretDigest, email: EmailAddress, ids: &dyn Ids) -> Self {
        let (tenant_member, organization_member) = (MemberId::next(ids), MemberId::next(ids));
        Self { digest, email, tenant_member, organization_member }
    }
}

/// What somebody is in who has accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// The tenant.
    pub tenant: Tenant,
    /// The organization, if they were invited to one.
    pub organization: Option<Organization>,
}
