//! What the unit tests share: a moment, a person, places, callers of every strength, and ports that always answer alike.

mod callers;
mod credentials;
mod gate;
mod limits;
mod outbox;
mod uses;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::access::{Actor, Origin, TenantScope};
use crate::clock::{Clock, MockClock};
use crate::credential::{CredentialFormat, CredentialKind, MintedCredential};
use crate::id::{
    Ids, MockIds, OrganizationId, PersonalAccessTokenId, ProjectId, SessionId, TenantApiKeyId,
    TenantId, UserId,
};
use crate::page::PageRequest;
use crate::project::ProjectPath;
use crate::secret::{MockSecretSource, SecretDigest, SecretSource};
use crate::store_error::StoreError;
use crate::user::{EmailAddress, PersonName, User, UserStatus};

pub(crate) use callers::{
    by_key, by_token, by_token_in, by_token_in_project, homeless, in_organization, in_project,
    in_tenant, stranger,
};
pub(crate) use credentials::{
    Directories, access_claims, api_key_facts, service_facts, session_facts, shown,
    tenant_api_key_facts, token_facts,
};
pub(crate) use gate::{
    AuditLog, HASH, PASSWORD, closed_gate, comparing, full_queue, gate_finding, gate_knowing,
    gate_parts, login_facts, open_queue,
};
pub(crate) use limits::{LIMITS, Limited, broken_throttle};
pub(crate) use outbox::Outbox;
pub(crate) use uses::Uses;

/// Now, in all tests.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-03-01 12:00:00.25 UTC);
pub(crate) const TENANT: TenantId = TenantId::new(Uuid::from_u128(0xA1));
pub(crate) const ORGANIZATION: OrganizationId = OrganizationId::new(Uuid::from_u128(0xA2));
pub(crate) const PROJECT: ProjectId = ProjectId::new(Uuid::from_u128(0xA3));
pub(crate) const USER: UserId = UserId::new(Uuid::from_u128(0xA4));
pub(crate) const SESSION: SessionId = SessionId::new(Uuid::from_u128(0xA5));
pub(crate) const PATH: ProjectPath = ProjectPath { organization: ORGANIZATION, project: PROJECT };
pub(crate) const ELSEWHERE: OrganizationId = OrganizationId::new(Uuid::from_u128(0xB2));
/// The person's token for the organization.
pub(crate) const TOKEN: PersonalAccessTokenId = PersonalAccessTokenId::new(Uuid::from_u128(0xA6));
/// The tenant's API key.
pub(crate) const TENANT_KEY: TenantApiKeyId = TenantApiKeyId::new(Uuid::from_u128(0xA7));
/// What every scope of the tenant and the person above must say.
pub(crate) const IN_TENANT: (TenantId, Actor) = (TENANT, Actor::User(USER));
/// What every scope of the tenant and its key must say.
pub(crate) const BY_KEY: (TenantId, Actor) = (TENANT, Actor::TenantApiKey(TENANT_KEY));

pub(crate) fn within(scope: &TenantScope) -> (TenantId, Actor) {
    (scope.tenant(), scope.actor())
}

pub(crate) fn origin() -> Arc<Origin> {
    let ip = Some(std::net::IpAddr::from([192, 0, 2, 7]));
    let (user_agent, request_id) = (Some("curl/8".to_owned()), Some("request-1".to_owned()));
    Arc::new(Origin { ip, user_agent, request_id })
}

/// What the generator gives, and what follows from any secret.
pub(crate) const ENTROPY: [u8; 32] = [7; 32];
pub(crate) const SUCCESSOR: [u8; 32] = [8; 32];

pub(crate) fn clock() -> Arc<dyn Clock> {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    Arc::new(clock)
}

/// Identifiers that count from one.
pub(crate) fn ids() -> Arc<dyn Ids> {
    let (mut ids, last) = (MockIds::new(), AtomicU64::new(0));
    ids.expect_next()
        .returning(move || Uuid::from_u128(u128::from(last.fetch_add(1, Ordering::Relaxed) + 1)));
    Arc::new(ids)
}

pub(crate) fn secrets() -> Arc<dyn SecretSource> {
    let mut secrets = MockSecretSource::new();
    secrets.expect_entropy().return_const(ENTROPY);
    secrets.expect_successor().return_const(SUCCESSOR);
    secrets
        .expect_digest()
        .returning(|purpose, text| SecretDigest::of(&format!("{purpose}|{text}")));
    Arc::new(secrets)
}

pub(crate) fn format() -> CredentialFormat {
    CredentialFormat::new("nc").unwrap()
}

pub(crate) fn minted(kind: CredentialKind, entropy: [u8; 32]) -> MintedCredential {
    format().mint(kind, entropy)
}

/// The same credential with its last character another one.
pub(crate) fn mistyped(kind: CredentialKind) -> String {
    mistyped_text(minted(kind, ENTROPY).secret.expose())
}

pub(crate) fn mistyped_text(text: &str) -> String {
    let mut text = text.to_owned();
    let last = text.pop().unwrap();
    text.push(if last == '0' { '1' } else { '0' });
    text
}

pub(crate) fn outage() -> StoreError {
    StoreError::unavailable("the network is down")
}

pub(crate) fn page() -> PageRequest {
    PageRequest::new(1, 20).unwrap()
}

pub(crate) fn person_name(text: &str) -> PersonName {
    PersonName::new(text).unwrap()
}

pub(crate) fn ada() -> User {
    User {
        id: USER,
        email: EmailAddress::new("ada@lovelace.example").unwrap(),
        first_name: person_name("Ada"),
        middle_name: None,
        last_name: person_name("Lovelace"),
        phone_number: None,
        status: UserStatus::Active,
        email_verified: true,
        phone_verified: false,
        created_at: NOW,
        updated_at: NOW,
    }
}
