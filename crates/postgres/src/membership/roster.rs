//! The port [`RosterStore`].

use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use tenantry_domain::access::{Denied, Place, TenantScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{InvitationId, MemberId};
use tenantry_domain::invitation::InvitationSubject;
use tenantry_domain::membership::{
    ChangeRosterError, DecideRoster, Group, Member, Removal, RosterError, RosterStore, Seat,
};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::PostgresMembers;
use super::departure::depart;
use super::group::{StoredRole, lock, set_role};
use super::seats::{Seats, member, roster};
use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::invitation::{cancel, set_invited_role};
use crate::row::count;

#[async_trait]
impl<G> RosterStore<G> for PostgresMembers<G>
where
    G: Group<Role: StoredRole>,
{
    async fn list(
        &self,
        scope: &TenantScope,
        group: G,
        page: PageRequest,
    ) -> Result<Page<Member<G::Role>>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let seats = Seats::of(scope.tenant(), group.place());
                let (total, rows) = seats.page(connection, page).await?;
                let items = rows.into_iter().map(member).collect::<Result<_, _>>()?;
                Ok(Page { items, total: count(total), request: page })
            })
            .await
    }

    async fn change_role<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        decide: DecideRoster<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<Member<G::Role>, ChangeRosterError> {
        self.database
            .in_tenant(scope, async |connection| {
                let (tenant, place) = (scope.tenant(), group.place());
                let (member, seat) = decided(connection, scope, place, decide, at).await?;
                match invitation(&seat) {
                    None => {
                        set_role(connection, tenant, place, seat.member, seat.role.name()).await?;
                    }
                    Some(invitation) => {
                        let subject = InvitationSubject { tenant, invitation };
                        set_invited_role(connection, subject, seat.role.name()).await?;
                    }
                }
                let (action, target) = (Action::MemberChangeRole, target(&seat));
                let organization = place.organization();
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(Member { role: seat.role, ..member })
            })
            .await
    }

    async fn remove<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        decide: DecideRoster<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<Removal, ChangeRosterError> {
        self.database
            .in_tenant(scope, async |connection| {
                let (tenant, place) = (scope.tenant(), group.place());
                let (_, seat) = decided(connection, scope, place, decide, at).await?;
                let (action, removal) = match (seat.user, invitation(&seat)) {
                    (Some(user), _) => {
                        let removal = depart(connection, scope, place, user, at).await?;
                        (Action::MemberRemove, removal)
                    }
                    (None, invited) => {
                        if let Some(invitation) = invited {
                            let subject = InvitationSubject { tenant, invitation };
                            cancel(connection, subject, at).await?;
                        }
                        (Action::InvitationCancel, Removal::default())
                    }
                };
                let (target, organization) = (target(&seat), place.organization());
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(removal)
            })
            .await
    }
}

/// Locks the group and asks the rule: the member as they are, and the seat that is the answer.
async fn decided<R: StoredRole>(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    place: Place,
    decide: DecideRoster<'_, R>,
    at: OffsetDateTime,
) -> Result<(Member<R>, Seat<R>), WorkError<ChangeRosterError>> {
    let gone = || WorkError::Refused(RosterError::Denied(Denied::NotFound).into());
    if !lock(connection, scope.tenant(), place).await? {
        return Err(gone());
    }
    let rows = Seats::of(scope.tenant(), place).all(connection, at).await?;
    let members: Vec<Member<R>> = rows.into_iter().map(member).collect::<Result<_, _>>()?;
    let seat = decide(&roster(&members)).map_err(|error| WorkError::Refused(error.into()))?;
    let member = members.into_iter().find(|member| member.id == seat.member).ok_or_else(gone)?;
    Ok((member, seat))
}

/// The invitation that a seat stands for in which nobody sits yet.
fn invitation<R>(seat: &Seat<R>) -> Option<InvitationId> {
    seat.user.is_none().then(|| invitation_of(seat.member))
}

/// The invitation that goes by the name of a place to be.
pub(super) const fn invitation_of(member: MemberId) -> InvitationId {
    InvitationId::new(member.uuid())
}

fn target<R>(seat: &Seat<R>) -> Target {
    invitation(seat).map_or(Target::Member(seat.member), Target::Invitation)
}
