//! The port [`CredentialDirectory`].

use async_trait::async_trait;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::api_key::ResourceType;
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{ApiKeyId, OrganizationId, ProjectId, ServiceCredentialId, TenantId};
use tenantry_domain::introspection::{ApiKeyFacts, CredentialDirectory, CredentialFacts};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::insert::stored_kind;
use crate::database::Database;
use crate::row::works;
use crate::schema::{api_keys, credentials, organizations, projects, service_credentials, tenants};

/// Finds credentials in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresCredentialDirectory {
    database: Database,
}

impl PostgresCredentialDirectory {
    /// A directory over this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

const API_KEY: &str = stored_kind(CredentialKind::ApiKey);
const SERVICE: &str = stored_kind(CredentialKind::ServiceCredential);

/// A status, and the end of what has it.
type Life = (String, Option<OffsetDateTime>);
/// A key: its name, tenant, organization, project, resource type, beginning, own end, deletion.
type KeyColumns = (
    Uuid,
    Uuid,
    Uuid,
    Uuid,
    String,
    OffsetDateTime,
    Option<OffsetDateTime>,
    Option<OffsetDateTime>,
);
/// A key, what is around it from the project outwards, or another service's credential.
type FactsRow = (
    Option<KeyColumns>,
    (Option<Life>, Option<Life>, Option<Life>),
    Option<(Uuid, Option<OffsetDateTime>)>,
);

#[async_trait]
impl CredentialDirectory for PostgresCredentialDirectory {
    async fn find(&self, digest: SecretDigest) -> Result<Option<CredentialFacts>, StoreError> {
        let found: Option<FactsRow> = self
            .database
            .in_directory(async |connection| {
                Ok::<_, crate::WorkError<StoreError>>(
                    query(digest.as_bytes()).first(connection).await.optional()?,
                )
            })
            .await?;
        Ok(found.and_then(facts))
    }
}

/// What the entry's own kind names, and nothing else that happens to have the same name.
#[auto_type(no_type_alias)]
fn query<'a>(digest: &'a [u8]) -> _ {
    let of_key: &'static str = API_KEY;
    let of_service: &'static str = SERVICE;
    let key = credentials::kind
        .eq(of_key)
        .and(api_keys::tenant_id.nullable().eq(credentials::tenant_id))
        .and(api_keys::id.eq(credentials::id));
    let service = credentials::kind.eq(of_service).and(service_credentials::id.eq(credentials::id));
    let project = projects::tenant_id
        .eq(api_keys::tenant_id)
        .and(projects::organization_id.eq(api_keys::organization_id))
        .and(projects::id.eq(api_keys::project_id));
    let organization = organizations::tenant_id
        .eq(api_keys::tenant_id)
        .and(organizations::id.eq(api_keys::organization_id));
    credentials::table
        .left_join(api_keys::table.on(key))
        .left_join(projects::table.on(project))
        .left_join(organizations::table.on(organization))
        .left_join(tenants::table.on(tenants::id.eq(api_keys::tenant_id)))
        .left_join(service_credentials::table.on(service))
        .filter(credentials::digest.eq(digest))
        .select((
            (
                api_keys::id,
                api_keys::tenant_id,
                api_keys::organization_id,
                api_keys::project_id,
                api_keys::resource_type,
                api_keys::created_at,
                api_keys::expires_at,
                api_keys::deleted_at,
            )
                .nullable(),
            (
                (projects::status, projects::deleted_at).nullable(),
                (organizations::status, organizations::deleted_at).nullable(),
                (tenants::status, tenants::deleted_at).nullable(),
            ),
            (service_credentials::id, service_credentials::revoked_at).nullable(),
        ))
}

fn facts((key, around, service): FactsRow) -> Option<CredentialFacts> {
    if let Some((id, revoked_at)) = service {
        let id = ServiceCredentialId::new(id);
        return Some(CredentialFacts::Service { id, revoked: revoked_at.is_some() });
    }
    let (id, tenant, organization, project, resource_type, created_at, expires_at, deleted_at) =
        key?;
    let (project_life, organization_life, tenant_life) = around;
    let all_work = [project_life, organization_life, tenant_life].iter().all(|life| {
        life.as_ref().is_some_and(|(status, deleted_at)| works(status, deleted_at.as_ref()))
    });
    Some(CredentialFacts::ApiKey(ApiKeyFacts {
        id: ApiKeyId::new(id),
        tenant: TenantId::new(tenant),
        organization: OrganizationId::new(organization),
        project: ProjectId::new(project),
        resource_type: ResourceType::stored(resource_type),
        created_at,
        expires_at,
        works: deleted_at.is_none() && all_work,
    }))
}
