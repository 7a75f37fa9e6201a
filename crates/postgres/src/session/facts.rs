//! What one query tells of a session and of the place that it calls.

use tenantry_domain::access::{Grants, OrganizationGrant, ProjectGrant, TenantGrant};
use tenantry_domain::id::{OrganizationId, ProjectId, TenantId, UserId};
use tenantry_domain::session::SessionFacts;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::{ACTIVE, named};

/// The session with its person.
pub(super) type SessionColumns = (
    Uuid,                   // user
    OffsetDateTime,         // idle end
    OffsetDateTime,         // absolute end
    Option<OffsetDateTime>, // ended
    String,                 // address
    String,                 // status of the account
    Option<Uuid>,           // tenant
);
/// Something that has a status, with the person's role there.
pub(crate) type PlaceColumns = (Option<Uuid>, Option<String>, Option<String>);
/// All of it: the session, the live tenant with the role, the live claimed tenant, the organization, the project.
pub(super) type FactsRow =
    (SessionColumns, (Option<Uuid>, Option<String>), Option<Uuid>, PlaceColumns, PlaceColumns);

pub(super) fn facts(row: FactsRow) -> Result<SessionFacts, StoreError> {
    let (session, tenant, claimed_tenant, organization, project) = row;
    let (user, idle_expires_at, absolute_expires_at, ended_at, username, status, acts_in) = session;
    Ok(SessionFacts {
        user: UserId::new(user),
        username,
        user_active: status == ACTIVE,
        idle_expires_at,
        absolute_expires_at,
        ended: ended_at.is_some(),
        acts_in: acts_in.map(TenantId::new),
        claimed_tenant_lives: claimed_tenant.is_some(),
        grants: grants(tenant, organization, project)?,
    })
}

/// A role counts only where everything around it works: a suspended organization takes the roles of its projects along.
pub(crate) fn grants(
    (tenant, tenant_role): (Option<Uuid>, Option<String>),
    (organization, organization_status, organization_role): PlaceColumns,
    (project, project_status, project_role): PlaceColumns,
) -> Result<Grants, StoreError> {
    let organization_works = organization_status.is_some_and(|status| status == ACTIVE);
    let project_works = organization_works && project_status.is_some_and(|status| status == ACTIVE);
    let tenant = match (tenant, tenant_role) {
        (Some(tenant), Some(role)) => Some(TenantGrant {
            tenant: TenantId::new(tenant),
            role: named("tenant_members.role", &role)?,
        }),
        _ => None,
    };
    let organization_role = organization_role.filter(|_| organization_works);
    let organization = match organization {
        Some(id) => Some(OrganizationGrant {
            organization: OrganizationId::new(id),
            role: organization_role
                .map(|role| named("organization_members.role", &role))
                .transpose()?,
        }),
        None => None,
    };
    let project_role = project_role.filter(|_| project_works);
    let project = match project {
        Some(id) => Some(ProjectGrant {
            project: ProjectId::new(id),
            role: project_role.map(|role| named("project_members.role", &role)).transpose()?,
        }),
        None => None,
    };
    Ok(Grants { tenant, organization, project })
}
