//! What people do with members.

use std::sync::Arc;

use time::OffsetDateTime;

use super::entity::{Member, NewMember, Removal};
use super::error::MembershipError;
use super::group::{Group, GroupRole};
use super::roster::Roster;
use super::store::{InvitingStore, ProjectMemberStore, Resend, RosterStore};
use crate::access::{Caller, Denied, ProjectRole, TenantScope};
use crate::clock::Clock;
use crate::id::{Ids, InvitationId, MemberId};
use crate::invitation::{INVITATION_LIFETIME, InvitationSubject, NewInvitation};
use crate::notification::{MessageKind, NewMessage, Recipient};
use crate::page::{Page, PageRequest};
use crate::project::ProjectPath;
use crate::throttle::Throttle;
use crate::user::EmailAddress;

/// A member to be changed, and the role that they get.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MemberChange<R> {
    /// Who.
    pub member: MemberId,
    /// As what from now on.
    pub role: R,
}

/// The members of one kind of group.
pub struct MembershipService<G: Group> {
    rosters: Arc<dyn RosterStore<G>>,
    invitations: Arc<dyn InvitingStore<G>>,
    throttle: Arc<Throttle>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl<G: Group> MembershipService<G> {
    /// Members kept in these stores.
    pub fn new(
        rosters: Arc<dyn RosterStore<G>>,
        invitations: Arc<dyn InvitingStore<G>>,
        throttle: Arc<Throttle>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { rosters, invitations, throttle, ids, clock }
    }

    /// Its members, and those that are invited.
    pub async fn list(
        &self,
        caller: &Caller,
        group: G,
        page: PageRequest,
    ) -> Result<Page<Member<G::Role>>, MembershipError> {
        list(&*self.rosters, caller, group, page).await
    }

    /// Puts somebody in: at once, where they are of this tenant, else by an invitation that is sent to them.
    pub async fn add(
        &self,
        caller: &Caller,
        group: G,
        email: EmailAddress,
        role: G::Role,
    ) -> Result<Member<G::Role>, MembershipError> {
        let scope = caller.authorize(G::MANAGE, group.place())?;
        let decide = at_most(group.most(caller));
        decide(role)?;
        self.throttle.invite(scope.tenant(), email.key()).await?;
        let now = self.clock.now();
        let new = NewMember {
            id: MemberId::next(&*self.ids),
            role,
            invitation: self.invitation(caller, &scope, email, now),
        };
        Ok(self.invitations.add(&scope, group, new, &decide, now).await?)
    }

    /// Sends an invitation once more. The older link ends.
    pub async fn resend_invitation(
        &self,
        caller: &Caller,
        group: G,
        member: MemberId,
    ) -> Result<(), MembershipError> {
        let scope = caller.authorize(G::MANAGE, group.place())?;
        self.throttle.invite(scope.tenant(), &member.to_string()).await?;
        let now = self.clock.now();
        let (origin, ids) = (Arc::clone(&caller.trail().origin), Arc::clone(&self.ids));
        let compose = move |subject: InvitationSubject, email: EmailAddress| {
            let (kind, recipient) = (MessageKind::Invitation, Recipient::Email(email));
            NewMessage::new(kind, recipient, None, &origin, &*ids, now).about(subject)
        };
        let expires_at = now + INVITATION_LIFETIME;
        let resend = Resend { member, compose: &compose, expires_at };
        let decide = at_most(group.most(caller));
        Ok(self.invitations.resend(&scope, group, resend, &decide, now).await?)
    }

    /// Gives a member another role.
    pub async fn change_role(
        &self,
        caller: &Caller,
        group: G,
        change: MemberChange<G::Role>,
    ) -> Result<Member<G::Role>, MembershipError> {
        change_role(&*self.rosters, caller, group, change, self.clock.now()).await
    }

    /// Takes a member out, or lets the caller leave, or takes an invitation back.
    pub async fn remove(
        &self,
        caller: &Caller,
        group: G,
        member: MemberId,
    ) -> Result<Removal, MembershipError> {
        remove(&*self.rosters, caller, group, member, self.clock.now()).await
    }

    fn invitation(
        &self,
        caller: &Caller,
        scope: &TenantScope,
        email: EmailAddress,
        now: OffsetDateTime,
    ) -> NewInvitation {
        let id = InvitationId::next(&*self.ids);
        let (kind, recipient) = (MessageKind::Invitation, Recipient::Email(email.clone()));
        let origin = &caller.trail().origin;
        let message = NewMessage::new(kind, recipient, None, origin, &*self.ids, now)
            .about(InvitationSubject { tenant: scope.tenant(), invitation: id });
        NewInvitation { id, email, expires_at: now + INVITATION_LIFETIME, message }
    }
}

/// The members of projects. They come from the organization around, so nobody is invited.
pub struct ProjectMembershipService {
    rosters: Arc<dyn RosterStore<ProjectPath>>,
    members: Arc<dyn ProjectMemberStore>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl ProjectMembershipService {
    /// Members kept in these stores.
    pub fn new(
        rosters: Arc<dyn RosterStore<ProjectPath>>,
        members: Arc<dyn ProjectMemberStore>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { rosters, members, ids, clock }
    }

    /// Its members.
    pub async fn list(
        &self,
        caller: &Caller,
        project: ProjectPath,
        page: PageRequest,
    ) -> Result<Page<Member<ProjectRole>>, MembershipError> {
        list(&*self.rosters, caller, project, page).await
    }

    /// Puts a member of the organization in.
    pub async fn add(
        &self,
        caller: &Caller,
        project: ProjectPath,
        of_organization: MemberId,
        role: ProjectRole,
    ) -> Result<Member<ProjectRole>, MembershipError> {
        let scope = caller.authorize(ProjectPath::MANAGE, project.place())?;
        let (id, now) = (MemberId::next(&*self.ids), self.clock.now());
        Ok(self.members.add(&scope, project, of_organization, id, role, now).await?)
    }

    /// Gives a member another role.
    pub async fn change_role(
        &self,
        caller: &Caller,
        project: ProjectPath,
        change: MemberChange<ProjectRole>,
    ) -> Result<Member<ProjectRole>, MembershipError> {
        change_role(&*self.rosters, caller, project, change, self.clock.now()).await
    }

    /// Takes a member out, or lets the caller leave.
    pub async fn remove(
        &self,
        caller: &Caller,
        project: ProjectPath,
        member: MemberId,
    ) -> Result<Removal, MembershipError> {
        remove(&*self.rosters, caller, project, member, self.clock.now()).await
    }
}

/// Nobody gives a role above their own, nor meddles with an invitation to one.
fn at_most<R: GroupRole>(most: R) -> impl Fn(R) -> Result<(), Denied> + Send + Sync {
    move |role| if role > most { Err(Denied::Forbidden) } else { Ok(()) }
}

async fn list<G: Group>(
    rosters: &dyn RosterStore<G>,
    caller: &Caller,
    group: G,
    page: PageRequest,
) -> Result<Page<Member<G::Role>>, MembershipError> {
    let scope = caller.authorize(G::LIST, group.place())?;
    Ok(rosters.list(&scope, group, page).await?)
}

async fn change_role<G: Group>(
    rosters: &dyn RosterStore<G>,
    caller: &Caller,
    group: G,
    change: MemberChange<G::Role>,
    now: OffsetDateTime,
) -> Result<Member<G::Role>, MembershipError> {
    let scope = caller.authorize(G::MANAGE, group.place())?;
    let most = group.most(caller);
    let decide = |roster: &Roster<G::Role>| roster.change_role(change.member, change.role, most);
    Ok(rosters.change_role(&scope, group, &decide, now).await?)
}

/// Whoever is in a group may leave it; who manages it may take others out.
async fn remove<G: Group>(
    rosters: &dyn RosterStore<G>,
    caller: &Caller,
    group: G,
    member: MemberId,
    now: OffsetDateTime,
) -> Result<Removal, MembershipError> {
    let scope = caller.authorize(G::LEAVE, group.place())?;
    let most = caller.may(G::MANAGE, group.place()).then(|| group.most(caller));
    let decide = |roster: &Roster<G::Role>| roster.remove(member, caller.actor().user(), most);
    Ok(rosters.remove(&scope, group, &decide, now).await?)
}
