//! A member of an organization or of a project on the wire. Tenants spell theirs in camelCase.

use serde::Serialize;
use tenantry_domain::access::{OrganizationRole, ProjectRole};
use tenantry_domain::membership::Member;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who is a member, or invited to become one.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberResponse {
    /// Names the place that they have there; of somebody who is invited, the invitation.
    member_id: Uuid,
    #[schema(example = "ada@example.com")]
    member_email: String,
    /// `owner`, `admin` or `member` of an organization, `admin` or `member` of a project.
    #[schema(example = "member")]
    member_role: &'static str,
    /// `active`, or `invited`, which in projects nobody is.
    #[schema(example = "active")]
    status: &'static str,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl MemberResponse {
    fn of<R>(member: &Member<R>, role: &'static str) -> Self {
        Self {
            member_id: member.id.uuid(),
            member_email: member.email.as_str().to_owned(),
            member_role: role,
            status: member.status.as_str(),
            created_at: member.created_at,
        }
    }
}

impl From<Member<OrganizationRole>> for MemberResponse {
    fn from(member: Member<OrganizationRole>) -> Self {
        Self::of(&member, member.role.as_str())
    }
}

impl From<Member<ProjectRole>> for MemberResponse {
    fn from(member: Member<ProjectRole>) -> Self {
        Self::of(&member, member.role.as_str())
    }
}
