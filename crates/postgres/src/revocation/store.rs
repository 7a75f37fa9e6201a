//! The port [`RevocationStore`].

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{Actor, CredentialUsed, Origin, SystemScope, Trail};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use tenantry_domain::revocation::{HeldSecret, RevocationStore};
use tenantry_domain::session::EndReason;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::found::{Found, find};
use crate::WorkError;
use crate::audit::Entry;
use crate::database::{Database, enter_directory, enter_system, enter_tenant, enter_user};
use crate::prepared::prepared;
use crate::schema::{api_keys, personal_access_tokens, service_credentials, tenant_api_keys};
use crate::session::end_session;

/// Ends credentials in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresRevocationStore {
    database: Database,
}

impl PostgresRevocationStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl RevocationStore for PostgresRevocationStore {
    async fn revoke(
        &self,
        scope: &SystemScope,
        held: HeldSecret,
        origin: Arc<Origin>,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                enter_directory(connection).await?;
                let Some(found) = find(connection, held).await? else { return Ok(false) };
                end(connection, found, held, origin, at).await
            })
            .await
    }
}

/// Ends what was found, as whoever could end it, and tells the log.
async fn end(
    connection: &mut AsyncPgConnection,
    found: Found,
    held: HeldSecret,
    origin: Arc<Origin>,
    at: OffsetDateTime,
) -> Result<bool, WorkError<StoreError>> {
    match found {
        Found::Session(user, session) => {
            enter_user(connection, user).await?;
            if !end_session(connection, user, session, EndReason::Revoked, at).await? {
                return Ok(false);
            }
            let credential = match held {
                HeldSecret::Session(_) => CredentialUsed::Session,
                HeldSecret::Random(..) => CredentialUsed::RefreshToken,
            };
            let trail = trail(Some(user), credential, session.uuid(), origin);
            let target = Target::Session(session);
            let entry = Entry::done(Action::SessionRevoke, &target, &trail, at);
            Entry { user: Some(user), ..entry }.record_own(connection).await?;
        }
        Found::ApiKey(tenant, key) => {
            enter_tenant(connection, tenant).await?;
            let live = api_keys::table
                .find((tenant.uuid(), key.uuid()))
                .filter(api_keys::deleted_at.is_null());
            let end = diesel::update(live)
                .set(api_keys::deleted_at.eq(at))
                .returning(api_keys::organization_id);
            let organization: Option<Uuid> =
                prepared(end).get_result(connection).await.optional()?;
            let Some(organization) = organization else { return Ok(false) };
            let trail = trail(None, CredentialUsed::ApiKey, key.uuid(), origin);
            let target = Target::ApiKey(key);
            let entry = Entry::done(Action::ApiKeyRevoke, &target, &trail, at);
            record(connection, entry, tenant, Some(organization)).await?;
        }
        Found::PersonalAccessToken(tenant, token) => {
            enter_tenant(connection, tenant).await?;
            let live = personal_access_tokens::table
                .find((tenant.uuid(), token.uuid()))
                .filter(personal_access_tokens::revoked_at.is_null());
            let end =
                diesel::update(live).set(personal_access_tokens::revoked_at.eq(at)).returning((
                    personal_access_tokens::user_id,
                    personal_access_tokens::organization_id,
                ));
            let of: Option<(Uuid, Uuid)> = prepared(end).get_result(connection).await.optional()?;
            let Some((user, organization)) = of else { return Ok(false) };
            let user = UserId::new(user);
            let credential = CredentialUsed::PersonalAccessToken;
            let trail = trail(Some(user), credential, token.uuid(), origin);
            let target = Target::PersonalAccessToken(token);
            let entry = Entry::done(Action::PersonalAccessTokenRevoke, &target, &trail, at);
            let entry = Entry { user: Some(user), ..entry };
            record(connection, entry, tenant, Some(organization)).await?;
        }
        Found::TenantApiKey(tenant, key) => {
            enter_tenant(connection, tenant).await?;
            let live = tenant_api_keys::table
                .find((tenant.uuid(), key.uuid()))
                .filter(tenant_api_keys::deleted_at.is_null());
            let end = diesel::update(live).set(tenant_api_keys::deleted_at.eq(at));
            let ended = prepared(end).execute(connection).await?;
            if ended == 0 {
                return Ok(false);
            }
            let actor = Some(Actor::TenantApiKey(key));
            let credential = CredentialUsed::TenantApiKey;
            let trail = Trail { actor, ..trail(None, credential, key.uuid(), origin) };
            let target = Target::TenantApiKey(key);
            let entry = Entry::done(Action::TenantApiKeyDelete, &target, &trail, at);
            record(connection, entry, tenant, None).await?;
        }
        Found::Service(service) => {
            enter_system(connection).await?;
            let live = service_credentials::table
                .find(service.uuid())
                .filter(service_credentials::revoked_at.is_null());
            let end = diesel::update(live).set(service_credentials::revoked_at.eq(at));
            let ended = prepared(end).execute(connection).await?;
            if ended == 0 {
                return Ok(false);
            }
            let credential = CredentialUsed::ServiceCredential;
            let trail = trail(None, credential, service.uuid(), origin);
            let target = Target::ServiceCredential(service);
            let entry = Entry::done(Action::ServiceCredentialRevoke, &target, &trail, at);
            entry.record(connection).await?;
        }
    }
    Ok(true)
}

fn trail(user: Option<UserId>, credential: CredentialUsed, id: Uuid, origin: Arc<Origin>) -> Trail {
    let actor = user.map(Actor::User);
    Trail { actor, credential: Some(credential), credential_id: Some(id), origin }
}

async fn record(
    connection: &mut AsyncPgConnection,
    entry: Entry<'_>,
    tenant: TenantId,
    organization: Option<Uuid>,
) -> diesel::QueryResult<()> {
    let organization = organization.map(OrganizationId::new);
    Entry { tenant: Some(tenant), organization, ..entry }.record(connection).await
}
