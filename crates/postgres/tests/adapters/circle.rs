//! What the tests about members and invitations share.

use tenantry_domain::access::{SystemScope, TenantScope, UserScope};
use tenantry_domain::id::{InvitationId, MemberId, UserId};
use tenantry_domain::invitation::{
    Acceptance, Accepted, INVITATION_LIFETIME, InvitationStore as _, InvitationSubject, JoinError,
    NewInvitation,
};
use tenantry_domain::membership::{
    ChangeRosterError, Group, InvitingStore, Member, NewMember, Removal, Roster, RosterError,
    RosterStore,
};
use tenantry_domain::notification::{MessageKind, NewMessage, Recipient};
use tenantry_domain::page::Page;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::user::EmailAddress;
use tenantry_postgres::{
    PostgresInvitationStore, PostgresOrganizationMembers, PostgresProjectMembers,
    PostgresTenantMembers,
};
use tenantry_testkit::fixtures::{Home, fresh, fresh_digest, message, now};
use uuid::Uuid;

use crate::support::{Stage, page};

pub(crate) const SYSTEM: SystemScope = SystemScope::for_job("test");

impl Stage {
    pub(crate) fn in_organization(&self) -> PostgresOrganizationMembers {
        PostgresOrganizationMembers::new(self.database.clone())
    }

    pub(crate) fn in_tenant(&self) -> PostgresTenantMembers {
        PostgresTenantMembers::new(self.database.clone())
    }

    pub(crate) fn in_project(&self) -> PostgresProjectMembers {
        PostgresProjectMembers::new(self.database.clone())
    }

    pub(crate) fn invitations(&self) -> PostgresInvitationStore {
        PostgresInvitationStore::new(self.database.clone())
    }

    /// Ada's home, which Grace runs as well.
    pub(crate) async fn shared_home(&self) -> (Home, UserId) {
        let home = self.fixtures.home("ada").await;
        let grace = self.fixtures.user("grace").await.id;
        self.joins(grace, &home, "SUPER_ADMIN").await;
        self.joins_organization(grace, &home, "owner").await;
        (home, grace)
    }

    /// Where a person sits, by the table of the places.
    pub(crate) async fn seat(&self, table: &str, user: UserId) -> MemberId {
        let sql = format!("SELECT id FROM {table} WHERE user_id = '{user}'");
        MemberId::new(Uuid::parse_str(&self.test.sql(&sql).await[0]).unwrap())
    }

    /// How many rows there are that fit.
    pub(crate) async fn rows(&self, what: &str) -> String {
        self.test.sql(&format!("SELECT count(*) FROM {what}")).await.remove(0)
    }

    /// What is kept of a link that is sent now.
    pub(crate) async fn link(&self, home: &Home, member: MemberId) -> Option<SecretDigest> {
        let (subject, digest) = (subject(home, member), fresh_digest());
        let letter = self.invitations().issue_link(&SYSTEM, subject, digest, now()).await.unwrap();
        letter.map(|_| digest)
    }

    pub(crate) async fn accept(
        &self,
        user: UserId,
        digest: SecretDigest,
        address: &str,
    ) -> Result<Accepted, JoinError> {
        let scope = UserScope::for_tests(user);
        self.invitations().accept(&scope, acceptance(digest, address), now()).await
    }
}

pub(crate) fn subject(home: &Home, member: MemberId) -> InvitationSubject {
    InvitationSubject { tenant: home.tenant, invitation: InvitationId::new(member.uuid()) }
}

pub(crate) fn acceptance(digest: SecretDigest, address: &str) -> Acceptance {
    Acceptance {
        digest,
        email: EmailAddress::new(address).unwrap(),
        tenant_member: MemberId::new(fresh()),
        organization_member: MemberId::new(fresh()),
    }
}

/// Somebody with this address who is to be in a group of the home.
pub(crate) fn new_member<R>(home: &Home, address: &str, role: R) -> NewMember<R> {
    let (id, email) = (InvitationId::new(fresh()), EmailAddress::new(address).unwrap());
    let recipient = Recipient::Email(email.clone());
    let letter = message(MessageKind::Invitation, home.founder, recipient);
    let message = NewMessage { user: None, ..letter }
        .about(InvitationSubject { tenant: home.tenant, invitation: id });
    let expires_at = now() + INVITATION_LIFETIME;
    let invitation = NewInvitation { id, email, expires_at, message };
    NewMember { id: MemberId::new(fresh()), role, invitation }
}

pub(crate) async fn add<G: Group>(
    store: &impl InvitingStore<G>,
    home: &Home,
    group: G,
    address: &str,
    role: G::Role,
) -> Member<G::Role> {
    let new = new_member(home, address, role);
    store.add(&home.scope(), group, new, &|_| Ok(()), now()).await.unwrap()
}

/// All of a group's members.
pub(crate) async fn list<G: Group>(
    store: &impl RosterStore<G>,
    home: &Home,
    group: G,
) -> Page<Member<G::Role>> {
    store.list(&home.scope(), group, page(1, 100)).await.unwrap()
}

/// Gives a member another role, as somebody who may give all of them.
pub(crate) async fn change_role<G: Group>(
    store: &impl RosterStore<G>,
    home: &Home,
    group: G,
    member: MemberId,
    (role, most): (G::Role, G::Role),
) -> Result<Member<G::Role>, ChangeRosterError> {
    let decide = |roster: &Roster<G::Role>| roster.change_role(member, role, most);
    store.change_role(&home.scope(), group, &decide, now()).await
}

/// Has a person leave.
pub(crate) async fn leave<G: Group>(
    store: &impl RosterStore<G>,
    home: &Home,
    group: G,
    (member, user): (MemberId, UserId),
) -> Result<Removal, ChangeRosterError> {
    let scope = TenantScope::for_tests(home.tenant, user);
    let decide = |roster: &Roster<G::Role>| roster.remove(member, Some(user), None);
    store.remove(&scope, group, &decide, now()).await
}

/// Takes a member out, as somebody who may take out those with this role at most.
pub(crate) async fn remove<G: Group>(
    store: &impl RosterStore<G>,
    home: &Home,
    group: G,
    (member, most): (MemberId, G::Role),
) -> Result<Removal, ChangeRosterError> {
    let decide = |roster: &Roster<G::Role>| roster.remove(member, Some(home.founder), Some(most));
    store.remove(&home.scope(), group, &decide, now()).await
}

pub(crate) fn refused<T>(outcome: Result<T, ChangeRosterError>) -> RosterError {
    match outcome {
        Err(ChangeRosterError::Roster(error)) => error,
        Err(ChangeRosterError::Store(error)) => panic!("no refusal: {error:?}"),
        Ok(_) => panic!("nothing was refused"),
    }
}
