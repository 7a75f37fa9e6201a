//! What somebody holds, as the directory knows it.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{
    ApiKeyId, PersonalAccessTokenId, ServiceCredentialId, SessionId, TenantApiKeyId, TenantId,
    UserId,
};
use tenantry_domain::revocation::HeldSecret;
use tenantry_domain::secret::SecretDigest;
use uuid::Uuid;

use crate::credential::stored_kind;
use crate::schema::{credentials, sessions};

/// Whose it is, and which.
#[derive(Clone, Copy)]
pub(super) enum Found {
    Session(UserId, SessionId),
    ApiKey(TenantId, ApiKeyId),
    PersonalAccessToken(TenantId, PersonalAccessTokenId),
    TenantApiKey(TenantId, TenantApiKeyId),
    Service(ServiceCredentialId),
}

/// Looks it up, by a connection that may read the directory.
pub(super) async fn find(
    connection: &mut AsyncPgConnection,
    held: HeldSecret,
) -> QueryResult<Option<Found>> {
    match held {
        HeldSecret::Session(session) => {
            let user: Option<Uuid> = sessions::table
                .find(session.uuid())
                .select(sessions::user_id)
                .first(connection)
                .await
                .optional()?;
            Ok(user.map(|user| Found::Session(UserId::new(user), session)))
        }
        HeldSecret::Random(kind, digest) => find_random(connection, kind, digest).await,
    }
}

async fn find_random(
    connection: &mut AsyncPgConnection,
    kind: CredentialKind,
    digest: SecretDigest,
) -> QueryResult<Option<Found>> {
    let row: Option<(Uuid, Option<Uuid>, Option<Uuid>)> = credentials::table
        .find(digest.as_bytes().as_slice())
        .filter(credentials::kind.eq(stored_kind(kind)))
        .select((credentials::id, credentials::tenant_id, credentials::user_id))
        .first(connection)
        .await
        .optional()?;
    let Some((id, tenant, user)) = row else { return Ok(None) };
    let (tenant, user) = (tenant.map(TenantId::new), user.map(UserId::new));
    Ok(match kind {
        CredentialKind::ApiKey => tenant.map(|tenant| Found::ApiKey(tenant, ApiKeyId::new(id))),
        CredentialKind::PersonalAccessToken => {
            tenant.map(|tenant| Found::PersonalAccessToken(tenant, PersonalAccessTokenId::new(id)))
        }
        CredentialKind::TenantApiKey => {
            tenant.map(|tenant| Found::TenantApiKey(tenant, TenantApiKeyId::new(id)))
        }
        CredentialKind::ServiceCredential => Some(Found::Service(ServiceCredentialId::new(id))),
        CredentialKind::RefreshToken => user.map(|user| Found::Session(user, SessionId::new(id))),
    })
}
