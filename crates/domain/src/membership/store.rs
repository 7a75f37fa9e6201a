//! Where memberships are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{Member, NewMember, Removal};
use super::error::{AddMemberError, ChangeRosterError, ResendError, RosterError};
use super::group::Group;
use super::roster::{Roster, Seat};
use crate::access::{Denied, ProjectRole, TenantScope};
use crate::id::MemberId;
use crate::invitation::InvitationSubject;
use crate::notification::NewMessage;
use crate::page::{Page, PageRequest};
use crate::project::ProjectPath;
use crate::store_error::StoreError;
use crate::user::EmailAddress;

/// The rule about a change, asked with all members locked: the seat as it is to be, or as it was before it goes.
pub type DecideRoster<'a, R> =
    &'a (dyn Fn(&Roster<R>) -> Result<Seat<R>, RosterError> + Send + Sync);

/// The rule about an open invitation that is to be replaced or sent once more, asked with the group locked.
pub type DecideInvitation<'a, R> = &'a (dyn Fn(R) -> Result<(), Denied> + Send + Sync);

/// Writes the message about an invitation to an address.
pub type ComposeInvitation<'a> =
    &'a (dyn Fn(InvitationSubject, EmailAddress) -> NewMessage + Send + Sync);

/// An invitation to be sent once more.
pub struct Resend<'a> {
    /// Which one.
    pub member: MemberId,
    /// Writes its mail.
    pub compose: ComposeInvitation<'a>,
    /// When it is to end by itself from now on.
    pub expires_at: OffsetDateTime,
}

/// Keeps the members of one kind of group. Whoever changes them locks the group first.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait RosterStore<G: Group>: Send + Sync {
    /// Lists members and those that are invited, the newest first.
    async fn list(
        &self,
        scope: &TenantScope,
        group: G,
        page: PageRequest,
    ) -> Result<Page<Member<G::Role>>, StoreError>;

    /// Locks the group, asks `decide`, and gives the member the role of the seat that it answers with.
    async fn change_role<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        decide: DecideRoster<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<Member<G::Role>, ChangeRosterError>;

    /// Locks the group, asks `decide`, and takes whoever sits in the seat that it answers with out of the group and all that lies
    /// in it, or their invitation back. Says what they leave behind.
    async fn remove<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        decide: DecideRoster<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<Removal, ChangeRosterError>;
}

/// Puts people into tenants and organizations by their address.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait InvitingStore<G: Group>: Send + Sync {
    /// Puts a person of this tenant into its organization at once; sends anybody else an invitation. An older one to the same address
    /// ends either way, if `decide` lets it.
    async fn add<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        new: NewMember<G::Role>,
        decide: DecideInvitation<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<Member<G::Role>, AddMemberError>;

    /// Sends the invitation once more, if `decide` lets it; the link that was sent before ends.
    async fn resend<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        resend: Resend<'a>,
        decide: DecideInvitation<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<(), ResendError>;
}

/// Puts people into projects who are in the organization around them.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ProjectMemberStore: Send + Sync {
    /// Puts a member of the organization into its project.
    async fn add(
        &self,
        scope: &TenantScope,
        project: ProjectPath,
        of_organization: MemberId,
        id: MemberId,
        role: ProjectRole,
        at: OffsetDateTime,
    ) -> Result<Member<ProjectRole>, AddMemberError>;
}
