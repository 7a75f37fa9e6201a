//! The query that tells all about a tenant's API key. Spelt out for the same reasons as the one about sessions.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use tenantry_domain::authentication::{Fault, FoundPlace, TenantApiKeyFacts};
use tenantry_domain::id::{OrganizationId, ProjectId, TenantApiKeyId, TenantId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::api_key::{Life, LifeTypes, first_fault};

/// Looks up a key, and what there is in its tenant of the place that it calls.
#[derive(Clone, Copy)]
pub(super) struct FindTenantKey<'a> {
    pub(super) digest: &'a [u8],
    pub(super) organization: Option<Uuid>,
    pub(super) project: Option<Uuid>,
}

/// The key with its own end and its deletion; its tenant; the organization and the project.
pub(super) type TenantKeyRow = (
    (Uuid, Uuid, String),
    (OffsetDateTime, Option<OffsetDateTime>, Option<OffsetDateTime>),
    Life,
    (Option<Uuid>, Option<Uuid>),
);

impl Query for FindTenantKey<'_> {
    type SqlType = (
        (SqlUuid, SqlUuid, Text),
        (Timestamptz, Nullable<Timestamptz>, Nullable<Timestamptz>),
        LifeTypes,
        (Nullable<SqlUuid>, Nullable<SqlUuid>),
    );
}

impl QueryId for FindTenantKey<'_> {
    type QueryId = FindTenantKey<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for FindTenantKey<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT keys.id, keys.tenant_id, keys.prefix, \
                    keys.created_at, keys.expires_at, keys.deleted_at, \
                    tenants.status, tenants.deleted_at, \
                    organizations.id, projects.id \
               FROM credentials \
               JOIN tenant_api_keys AS keys \
                 ON keys.tenant_id = credentials.tenant_id AND keys.id = credentials.id \
               JOIN tenants ON tenants.id = keys.tenant_id \
               LEFT JOIN organizations \
                 ON organizations.tenant_id = keys.tenant_id AND organizations.deleted_at IS NULL \
                AND organizations.id = ",
        );
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.organization)?;
        out.push_sql(
            "  LEFT JOIN projects \
                 ON projects.tenant_id = organizations.tenant_id AND projects.organization_id = organizations.id \
                AND projects.deleted_at IS NULL AND projects.id = ",
        );
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.project)?;
        out.push_sql(" WHERE credentials.kind = 'tenant_api_key' AND credentials.digest = ");
        out.push_bind_param::<Binary, _>(&self.digest)
    }
}

pub(super) fn tenant_key_facts(row: TenantKeyRow) -> TenantApiKeyFacts {
    let ((id, tenant, prefix), (created_at, expires_at, deleted_at), tenant_life, place) = row;
    let (organization, project) = place;
    TenantApiKeyFacts {
        id: TenantApiKeyId::new(id),
        tenant: TenantId::new(tenant),
        prefix,
        place: FoundPlace {
            organization: organization.map(OrganizationId::new),
            project: project.map(ProjectId::new),
        },
        created_at,
        expires_at,
        fault: first_fault(deleted_at, &[(tenant_life, Fault::TenantInactive)]),
    }
}
