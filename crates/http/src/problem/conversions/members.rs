//! What memberships and invitations refuse.

use tenantry_domain::id::OrganizationId;
use tenantry_domain::invitation::AcceptInvitationError;
use tenantry_domain::membership::MembershipError;

use crate::problem::{Detail, Problem, ProblemKind};

impl Problem {
    /// What the members of a tenant refuse.
    pub(crate) fn of_tenant_members(error: MembershipError) -> Self {
        Self::of_members(error, ProblemKind::LastSuperAdmin)
    }

    /// What the members of an organization refuse.
    pub(crate) fn of_organization_members(error: MembershipError) -> Self {
        Self::of_members(error, ProblemKind::LastOwner)
    }

    /// What the members of a project refuse. Nobody is the last who runs one: its organization does.
    pub(crate) fn of_project_members(error: MembershipError) -> Self {
        Self::of_members(error, ProblemKind::Internal)
    }

    fn of_members(error: MembershipError, last_head: ProblemKind) -> Self {
        match error {
            MembershipError::Denied(denied) => denied.into(),
            MembershipError::AlreadyMember => Self::of(ProblemKind::AlreadyMember),
            MembershipError::LastHead => Self::of(last_head),
            MembershipError::LastOwnerOf(organizations) => {
                let words = "hand over first the organizations that only this person owns";
                let details = organizations.iter().map(without_owner).collect();
                Self::new(ProblemKind::LastOwner, words).with(details)
            }
            MembershipError::Throttled(throttled) => throttled.into(),
            MembershipError::Store(error) => error.into(),
        }
    }
}

/// What it is that would have no owner, and what would help.
fn without_owner((id, name): &(OrganizationId, String)) -> Detail {
    let message = format!("{name} ({id}) has no other owner; appoint one, or delete it");
    Detail { field: "organization".to_owned(), message }
}

impl From<AcceptInvitationError> for Problem {
    fn from(error: AcceptInvitationError) -> Self {
        let words = error.to_string();
        match error {
            AcceptInvitationError::InvalidInviteToken => {
                Self::new(ProblemKind::InvalidInviteToken, words).at("invite_token")
            }
            AcceptInvitationError::EmailNotVerified => Self::of(ProblemKind::EmailNotVerified),
            AcceptInvitationError::Gone => Self::of(ProblemKind::Unauthorized),
            AcceptInvitationError::Store(error) => error.into(),
        }
    }
}
