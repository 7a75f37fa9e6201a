//! A member of a tenant on the wire.

use serde::Serialize;
use tenantry_domain::access::TenantRole;
use tenantry_domain::membership::Member;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who is in a tenant, or invited to it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantMemberResponse {
    /// Names the place that they have there; of somebody who is invited, the invitation.
    id: Uuid,
    /// Their account; null, where somebody is invited.
    user_id: Option<Uuid>,
    #[schema(example = "ada@example.com")]
    email: String,
    /// `SUPER_ADMIN`, `ADMIN` or `MEMBER`.
    #[schema(example = "MEMBER")]
    role: &'static str,
    /// `active` or `invited`.
    #[schema(example = "active")]
    status: &'static str,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<Member<TenantRole>> for TenantMemberResponse {
    fn from(member: Member<TenantRole>) -> Self {
        Self {
            id: member.id.uuid(),
            user_id: member.user.map(|user| user.uuid()),
            email: member.email.as_str().to_owned(),
            role: member.role.as_str(),
            status: member.status.as_str(),
            created_at: member.created_at,
        }
    }
}
