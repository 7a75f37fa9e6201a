//! What a new credential leaves in the directory. Only the directory's own role reads it, so nothing comes back.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{
    ApiKeyId, PersonalAccessTokenId, ServiceCredentialId, SessionId, TenantApiKeyId, TenantId,
    UserId,
};
use tenantry_domain::secret::SecretDigest;
use uuid::Uuid;

use crate::schema::credentials;

/// What a kind is called in the directory.
pub(crate) const fn stored_kind(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::ApiKey => "api_key",
        CredentialKind::PersonalAccessToken => "personal_access_token",
        CredentialKind::TenantApiKey => "tenant_api_key",
        CredentialKind::ServiceCredential => "service_credential",
        CredentialKind::RefreshToken => "refresh_token",
    }
}

pub(crate) async fn insert_api_key(
    connection: &mut AsyncPgConnection,
    digest: SecretDigest,
    key: ApiKeyId,
    tenant: TenantId,
) -> QueryResult<()> {
    let owner = Owner { tenant: Some(tenant.uuid()), user: None };
    insert(connection, digest, CredentialKind::ApiKey, key.uuid(), owner).await
}

pub(crate) async fn insert_personal_access_token(
    connection: &mut AsyncPgConnection,
    digest: SecretDigest,
    token: PersonalAccessTokenId,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<()> {
    let owner = Owner { tenant: Some(tenant.uuid()), user: Some(user.uuid()) };
    insert(connection, digest, CredentialKind::PersonalAccessToken, token.uuid(), owner).await
}

pub(crate) async fn insert_tenant_api_key(
    connection: &mut AsyncPgConnection,
    digest: SecretDigest,
    key: TenantApiKeyId,
    tenant: TenantId,
) -> QueryResult<()> {
    let owner = Owner { tenant: Some(tenant.uuid()), user: None };
    insert(connection, digest, CredentialKind::TenantApiKey, key.uuid(), owner).await
}

pub(crate) async fn insert_refresh_token(
    connection: &mut AsyncPgConnection,
    digest: SecretDigest,
    session: SessionId,
    user: UserId,
) -> QueryResult<()> {
    let owner = Owner { tenant: None, user: Some(user.uuid()) };
    insert(connection, digest, CredentialKind::RefreshToken, session.uuid(), owner).await
}

pub(crate) async fn insert_service_credential(
    connection: &mut AsyncPgConnection,
    digest: SecretDigest,
    credential: ServiceCredentialId,
) -> QueryResult<()> {
    let owner = Owner { tenant: None, user: None };
    insert(connection, digest, CredentialKind::ServiceCredential, credential.uuid(), owner).await
}

struct Owner {
    tenant: Option<Uuid>,
    user: Option<Uuid>,
}

async fn insert(
    connection: &mut AsyncPgConnection,
    digest: SecretDigest,
    kind: CredentialKind,
    id: Uuid,
    owner: Owner,
) -> QueryResult<()> {
    diesel::insert_into(credentials::table)
        .values((
            credentials::digest.eq(digest.as_bytes().as_slice()),
            credentials::kind.eq(stored_kind(kind)),
            credentials::id.eq(id),
            credentials::tenant_id.eq(owner.tenant),
            credentials::user_id.eq(owner.user),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
