//! The rules about a group's members, asked with all of them locked.

use super::error::RosterError;
use super::group::GroupRole;
use crate::access::Denied;
use crate::id::{MemberId, UserId};
use crate::user::SoleHolding;

/// Whoever leaves a tenant must not leave organizations in it without an owner: decides about a person who alone runs these.
pub fn may_leave_tenant(alone: Vec<SoleHolding>) -> Result<(), RosterError> {
    let organizations: Vec<_> = alone
        .into_iter()
        .filter_map(|holding| match holding {
            SoleHolding::Organization { id, name } => Some((id, name)),
            // That the tenant itself keeps somebody is the affair of its own roster.
            SoleHolding::Tenant { .. } => None,
        })
        .collect();
    if organizations.is_empty() { Ok(()) } else { Err(RosterError::LastOwnerOf(organizations)) }
}

/// Somebody's place in a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seat<R> {
    /// Names it.
    pub member: MemberId,
    /// Who sits there; nobody yet, where somebody is invited.
    pub user: Option<UserId>,
    /// As what.
    pub role: R,
}

/// A group's members, and those that are invited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Roster<R> {
    /// All seats.
    pub seats: Vec<Seat<R>>,
}

impl<R: GroupRole> Roster<R> {
    /// Gives a member another role. `most` is the strongest that may be given or taken.
    pub fn change_role(&self, member: MemberId, role: R, most: R) -> Result<Seat<R>, RosterError> {
        let seat = self.find(member)?;
        if seat.role > most || role > most {
            return Err(Denied::Forbidden.into());
        }
        if Some(role) != R::HEAD {
            self.keep_a_head(seat)?;
        }
        Ok(Seat { role, ..*seat })
    }

    /// Takes a member out. `most` is the strongest role that `by`, if it is a person, may take away; absent, where they may take none but their own.
    pub fn remove(
        &self,
        member: MemberId,
        by: Option<UserId>,
        most: Option<R>,
    ) -> Result<Seat<R>, RosterError> {
        let seat = self.find(member)?;
        let leaves = by.is_some() && seat.user == by;
        if !leaves && most.is_none_or(|most| seat.role > most) {
            return Err(Denied::Forbidden.into());
        }
        self.keep_a_head(seat)?;
        Ok(*seat)
    }

    fn find(&self, member: MemberId) -> Result<&Seat<R>, RosterError> {
        let seat = self.seats.iter().find(|seat| seat.member == member);
        seat.ok_or(RosterError::Denied(Denied::NotFound))
    }

    /// The last head of a group stays one. Who is only invited is none yet.
    fn keep_a_head(&self, seat: &Seat<R>) -> Result<(), RosterError> {
        let is_head = |seat: &&Seat<R>| seat.user.is_some() && Some(seat.role) == R::HEAD;
        let is_last = is_head(&seat) && self.seats.iter().filter(is_head).count() == 1;
        if is_last { Err(RosterError::LastHead) } else { Ok(()) }
    }
}
