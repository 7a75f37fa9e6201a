//! The query that tells all about a project's API key. Spelt out for the same reasons as the one about sessions.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, Binary, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use tenantry_domain::api_key::ResourceType;
use tenantry_domain::authentication::{ApiKeyFacts, Fault};
use tenantry_domain::id::{ApiKeyId, OrganizationId, ProjectId, TenantId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::works;

/// Looks up keys, and whether all that is around each works. What was asked for and is not there has no row.
#[derive(Clone, Copy)]
pub(super) struct FindApiKeys<'a> {
    pub(super) digests: &'a [&'a [u8]],
}

/// A status, and the end of what has it.
pub(super) type Life = (String, Option<OffsetDateTime>);
pub(super) type LifeTypes = (Text, Nullable<Timestamptz>);
/// What was asked for; the key with its own end and its deletion; then its project, its organization and its tenant.
pub(super) type KeyRow = (
    Vec<u8>,
    (Uuid, Uuid, Uuid, Uuid),
    (String, OffsetDateTime, Option<OffsetDateTime>, Option<OffsetDateTime>),
    Life,
    Life,
    Life,
);

impl Query for FindApiKeys<'_> {
    type SqlType = (
        Binary,
        (SqlUuid, SqlUuid, SqlUuid, SqlUuid),
        (Text, Timestamptz, Nullable<Timestamptz>, Nullable<Timestamptz>),
        LifeTypes,
        LifeTypes,
        LifeTypes,
    );
}

impl QueryId for FindApiKeys<'_> {
    type QueryId = FindApiKeys<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for FindApiKeys<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT credentials.digest, \
                    api_keys.id, api_keys.tenant_id, api_keys.organization_id, api_keys.project_id, \
                    api_keys.resource_type, api_keys.created_at, api_keys.expires_at, api_keys.deleted_at, \
                    projects.status, projects.deleted_at, \
                    organizations.status, organizations.deleted_at, \
                    tenants.status, tenants.deleted_at \
               FROM credentials \
               JOIN api_keys ON api_keys.tenant_id = credentials.tenant_id AND api_keys.id = credentials.id \
               JOIN projects \
                 ON projects.tenant_id = api_keys.tenant_id AND projects.organization_id = api_keys.organization_id \
                AND projects.id = api_keys.project_id \
               JOIN organizations \
                 ON organizations.tenant_id = api_keys.tenant_id AND organizations.id = api_keys.organization_id \
               JOIN tenants ON tenants.id = api_keys.tenant_id \
              WHERE credentials.kind = 'api_key' AND credentials.digest = ANY(",
        );
        out.push_bind_param::<Array<Binary>, _>(&self.digests)?;
        out.push_sql(")");
        Ok(())
    }
}

/// What was asked for, and what is known of it.
pub(super) fn api_key_facts(row: KeyRow) -> (Vec<u8>, ApiKeyFacts) {
    let (digest, path, key, project_life, organization_life, tenant_life) = row;
    let (id, tenant, organization, project) = path;
    let (resource_type, created_at, expires_at, deleted_at) = key;
    let around = [
        (tenant_life, Fault::TenantInactive),
        (organization_life, Fault::OrganizationInactive),
        (project_life, Fault::ProjectInactive),
    ];
    let facts = ApiKeyFacts {
        id: ApiKeyId::new(id),
        tenant: TenantId::new(tenant),
        organization: OrganizationId::new(organization),
        project: ProjectId::new(project),
        resource_type: ResourceType::stored(resource_type),
        created_at,
        expires_at,
        fault: first_fault(deleted_at, &around),
    };
    (digest, facts)
}

/// What keeps a credential from working: that it was ended, or the outermost of these that is closed or gone.
pub(super) fn first_fault(
    ended_at: Option<OffsetDateTime>,
    around: &[(Life, Fault)],
) -> Option<Fault> {
    if ended_at.is_some() {
        return Some(Fault::Revoked);
    }
    let fails = |((status, deleted_at), _): &&(Life, Fault)| !works(status, deleted_at.as_ref());
    around.iter().find(fails).map(|(_, fault)| *fault)
}
