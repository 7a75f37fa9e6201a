//! The query that tells all about a personal access token. Spelt out for the same reasons as the one about sessions.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use tenantry_domain::authentication::{Fault, PersonalAccessTokenFacts};
use tenantry_domain::id::{OrganizationId, PersonalAccessTokenId, TenantId, UserId};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::api_key::{Life, LifeTypes, first_fault};
use crate::row::named;
use crate::session::{PlaceColumns, grants};

/// Looks up a token of somebody who is in its organization, with their roles there and at the place that it calls.
#[derive(Clone, Copy)]
pub(super) struct FindToken<'a> {
    pub(super) digest: &'a [u8],
    pub(super) organization: Option<Uuid>,
    pub(super) project: Option<Uuid>,
}

/// The token with its revocation; its owner's address; the owner, the organization and the tenant; the roles in the last two; the
/// project with the role there.
pub(super) type TokenRow = (
    (Uuid, Uuid, Uuid, Uuid),
    (OffsetDateTime, OffsetDateTime, Option<OffsetDateTime>, String),
    (Life, Life, Life),
    (String, String),
    PlaceColumns,
);

impl Query for FindToken<'_> {
    type SqlType = (
        (SqlUuid, SqlUuid, SqlUuid, SqlUuid),
        (Timestamptz, Timestamptz, Nullable<Timestamptz>, Text),
        (LifeTypes, LifeTypes, LifeTypes),
        (Text, Text),
        (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>),
    );
}

impl QueryId for FindToken<'_> {
    type QueryId = FindToken<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for FindToken<'_> {
    /// The project counts only where the place lies in the token's own organization.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT tokens.id, tokens.user_id, tokens.tenant_id, tokens.organization_id, \
                    tokens.created_at, tokens.expires_at, tokens.revoked_at, users.email, \
                    users.status, users.deleted_at, \
                    organizations.status, organizations.deleted_at, \
                    tenants.status, tenants.deleted_at, \
                    tenant_members.role, organization_members.role, \
                    projects.id, projects.status, project_members.role \
               FROM credentials \
               JOIN personal_access_tokens AS tokens \
                 ON tokens.tenant_id = credentials.tenant_id AND tokens.id = credentials.id \
                AND tokens.user_id = credentials.user_id \
               JOIN users ON users.id = tokens.user_id \
               JOIN tenants ON tenants.id = tokens.tenant_id \
               JOIN tenant_members \
                 ON tenant_members.tenant_id = tokens.tenant_id AND tenant_members.user_id = tokens.user_id \
               JOIN organizations \
                 ON organizations.tenant_id = tokens.tenant_id AND organizations.id = tokens.organization_id \
               JOIN organization_members \
                 ON organization_members.tenant_id = tokens.tenant_id \
                AND organization_members.organization_id = tokens.organization_id \
                AND organization_members.user_id = tokens.user_id \
               LEFT JOIN projects \
                 ON projects.tenant_id = tokens.tenant_id AND projects.organization_id = tokens.organization_id \
                AND projects.deleted_at IS NULL AND projects.organization_id = ",
        );
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.organization)?;
        out.push_sql(" AND projects.id = ");
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.project)?;
        out.push_sql(
            "  LEFT JOIN project_members \
                 ON project_members.tenant_id = projects.tenant_id \
                AND project_members.organization_id = projects.organization_id \
                AND project_members.project_id = projects.id \
                AND project_members.user_id = tokens.user_id \
              WHERE credentials.kind = 'personal_access_token' AND credentials.digest = ",
        );
        out.push_bind_param::<Binary, _>(&self.digest)
    }
}

pub(super) fn token_facts(row: TokenRow) -> Result<PersonalAccessTokenFacts, StoreError> {
    let (path, token, (user_life, organization_life, tenant_life), roles, project) = row;
    let (id, user, tenant, organization) = path;
    let (created_at, expires_at, revoked_at, username) = token;
    let (tenant_role, role) = roles;
    // The bound organization's role is there wherever the call goes: whether that is within reach is the rules' affair.
    let (organization_status, _) = &organization_life;
    let bound = (Some(organization), Some(organization_status.clone()), Some(role.clone()));
    let grants = grants((Some(tenant), Some(tenant_role)), bound, project)?;
    Ok(PersonalAccessTokenFacts {
        id: PersonalAccessTokenId::new(id),
        user: UserId::new(user),
        username,
        tenant: TenantId::new(tenant),
        organization: OrganizationId::new(organization),
        role: named("organization_members.role", &role)?,
        grants,
        created_at,
        expires_at,
        fault: first_fault(
            revoked_at,
            &[
                (user_life, Fault::OwnerInactive),
                (tenant_life, Fault::TenantInactive),
                (organization_life, Fault::OrganizationInactive),
            ],
        ),
    })
}
