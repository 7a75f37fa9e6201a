//! What the tests of membership share.

use std::sync::Arc;

use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::access::{Caller, Denied, OrganizationRole, ProjectRole, SessionCaller, TenantRole};
use crate::fixtures::{
    IN_TENANT, Limited, NOW, ORGANIZATION, PATH, TENANT, USER, ada, clock, homeless, ids,
    in_organization, in_project, in_tenant, page, stranger, within,
};
use crate::id::{MemberId, OrganizationId, UserId};
use crate::invitation::INVITATION_LIFETIME;
use crate::notification::{MessageKind, Recipient};
use crate::page::Page;
use crate::project::ProjectPath;
use crate::throttle::Throttle;
use crate::user::SoleHolding;

mod by_credential;
mod invitations;
mod members;
mod projects;
mod rules;

use OrganizationRole::{Admin, Member as Plain, Owner};

const OTHER: UserId = UserId::new(Uuid::from_u128(0xC1));

fn member(number: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(number))
}

fn seat<R>(number: u128, user: UserId, role: R) -> Seat<R> {
    Seat { member: member(number), user: Some(user), role }
}

fn invited<R>(number: u128, role: R) -> Seat<R> {
    Seat { member: member(number), user: None, role }
}

/// An owner, an admin, a plain member, and somebody who is invited to own.
fn roster() -> Roster<OrganizationRole> {
    let person = |number| UserId::new(Uuid::from_u128(number));
    Roster {
        seats: vec![
            seat(1, USER, Owner),
            seat(2, person(2), Admin),
            seat(3, person(3), Plain),
            invited(4, Owner),
        ],
    }
}

type Rosters = MockRosterStore<OrganizationId>;
type Inviting = MockInvitingStore<OrganizationId>;

fn service(rosters: Rosters, inviting: Inviting) -> MembershipService<OrganizationId> {
    limited(rosters, inviting, Limited::new().throttle)
}

fn limited(
    rosters: Rosters,
    inviting: Inviting,
    throttle: Arc<Throttle>,
) -> MembershipService<OrganizationId> {
    MembershipService::new(Arc::new(rosters), Arc::new(inviting), throttle, ids(), clock())
}

fn shown(role: OrganizationRole) -> Member<OrganizationRole> {
    Member {
        id: member(1),
        user: None,
        email: ada().email,
        role,
        status: MemberStatus::Invited,
        created_at: NOW,
    }
}

/// A store that asks the rule about the roster above.
fn asking() -> Rosters {
    let mut rosters = Rosters::new();
    rosters.expect_change_role().returning(|_, _, decide, _| {
        let seat = decide(&roster()).map_err(ChangeRosterError::from)?;
        Ok(shown(seat.role))
    });
    rosters.expect_remove().returning(|_, _, decide, _| {
        decide(&roster()).map_err(ChangeRosterError::from)?;
        Ok(Removal::default())
    });
    rosters
}
