//! What tests share: one credential of each kind, a directory that knows them, and requests that carry them.

use std::sync::{Arc, Mutex};

use actix_web::HttpRequest;
use actix_web::test::TestRequest;
use tenantry_domain::access::{Grants, OrganizationRole, ServiceRight, TenantGrant, TenantRole};
use tenantry_domain::api_key::ResourceType;
use tenantry_domain::authentication::{
    ApiKeyFacts, Authenticator, FoundPlace, LiveCredentials, MockCredentialDirectory,
    PersonalAccessTokenFacts, ServiceFacts, TenantApiKeyFacts,
};
use tenantry_domain::clock::MockClock;
use tenantry_domain::credential::{CredentialFormat, CredentialKind};
use tenantry_domain::id::{
    AccessTokenId, ApiKeyId, OrganizationId, PersonalAccessTokenId, ProjectId, ServiceCredentialId,
    SessionId, TenantApiKeyId, TenantId, UserId,
};
use tenantry_domain::introspection::IntrospectionService;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{
    AccessClaims, InvalidAccessToken, MockAccessTokens, MockSessionDirectory, SessionFacts,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::usage::{MockUsageStore, Usage};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
const USER: UserId = UserId::new(Uuid::from_u128(2));

pub(crate) const TENANT: TenantId = TenantId::new(Uuid::from_u128(1));
pub(crate) const SESSION: SessionId = SessionId::new(Uuid::from_u128(3));
pub(crate) const ORGANIZATION: OrganizationId = OrganizationId::new(Uuid::from_u128(6));
pub(crate) const PROJECT: ProjectId = ProjectId::new(Uuid::from_u128(9));
pub(crate) const API_KEY: ApiKeyId = ApiKeyId::new(Uuid::from_u128(10));
pub(crate) const ACCESS_TOKEN: &str = "an.access.token";

const KNOWN: [u8; 32] = [7; 32];

pub(crate) fn format() -> CredentialFormat {
    CredentialFormat::new("nc").unwrap()
}

/// The credential of this kind that the directory knows.
pub(crate) fn minted(kind: CredentialKind) -> String {
    format().mint(kind, KNOWN).secret.expose().to_owned()
}

/// One that is spelt as it should be and that nobody knows.
pub(crate) fn unknown(kind: CredentialKind) -> String {
    format().mint(kind, [8; 32]).secret.expose().to_owned()
}

/// How the tenant's API key begins.
pub(crate) fn prefix() -> String {
    format().mint(CredentialKind::TenantApiKey, KNOWN).prefix
}

fn grants() -> Grants {
    let tenant = TenantGrant { tenant: TENANT, role: TenantRole::Member };
    Grants { tenant: Some(tenant), ..Grants::default() }
}

fn claims() -> AccessClaims {
    AccessClaims {
        id: AccessTokenId::new(Uuid::from_u128(4)),
        user: USER,
        session: SESSION,
        tenant: Some(TENANT),
        issued_at: NOW,
        expires_at: NOW + Duration::MINUTE,
    }
}

fn session() -> SessionFacts {
    SessionFacts {
        user: USER,
        username: "ada@example.com".to_owned(),
        user_active: true,
        idle_expires_at: NOW + Duration::HOUR,
        absolute_expires_at: NOW + Duration::HOUR,
        ended: false,
        acts_in: Some(TENANT),
        claimed_tenant_lives: true,
        grants: grants(),
    }
}

fn api_key() -> ApiKeyFacts {
    ApiKeyFacts {
        id: API_KEY,
        tenant: TENANT,
        organization: ORGANIZATION,
        project: PROJECT,
        resource_type: ResourceType::stored("inference"),
        created_at: NOW,
        expires_at: None,
        fault: None,
    }
}

fn personal_access_token() -> PersonalAccessTokenFacts {
    PersonalAccessTokenFacts {
        id: PersonalAccessTokenId::new(Uuid::from_u128(5)),
        user: USER,
        username: "ada@example.com".to_owned(),
        tenant: TENANT,
        organization: ORGANIZATION,
        role: OrganizationRole::Member,
        grants: grants(),
        created_at: NOW,
        expires_at: NOW + Duration::HOUR,
        fault: None,
    }
}

fn tenant_api_key() -> TenantApiKeyFacts {
    TenantApiKeyFacts {
        id: TenantApiKeyId::new(Uuid::from_u128(7)),
        tenant: TENANT,
        prefix: prefix(),
        place: FoundPlace::default(),
        created_at: NOW,
        expires_at: None,
        fault: None,
    }
}

fn service() -> ServiceFacts {
    let id = ServiceCredentialId::new(Uuid::from_u128(8));
    ServiceFacts { id, rights: vec![ServiceRight::Referrals], revoked: false }
}

fn found<T>(kind: CredentialKind, digest: &SecretDigest, facts: T) -> Option<T> {
    (*digest == format().mint(kind, KNOWN).digest).then_some(facts)
}

/// Knows one credential of each kind.
fn knowing() -> MockCredentialDirectory {
    use CredentialKind::{ApiKey, PersonalAccessToken, ServiceCredential, TenantApiKey};
    let mut directory = MockCredentialDirectory::new();
    directory.expect_find_api_key().returning(|digest| Ok(found(ApiKey, &digest, api_key())));
    directory
        .expect_find_personal_access_token()
        .returning(|digest, _| Ok(found(PersonalAccessToken, &digest, personal_access_token())));
    directory
        .expect_find_tenant_api_key()
        .returning(|digest, _| Ok(found(TenantApiKey, &digest, tenant_api_key())));
    directory
        .expect_find_service()
        .returning(|digest| Ok(found(ServiceCredential, &digest, service())));
    directory
}

fn live(directory: MockCredentialDirectory) -> Arc<LiveCredentials> {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().returning(|token, _| match token {
        ACCESS_TOKEN => Ok(claims()),
        _ => Err(InvalidAccessToken::Foreign),
    });
    let mut sessions = MockSessionDirectory::new();
    sessions.expect_find_session().returning(|_, _, _| Ok(Some(session())));
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    let usage = Arc::new(Usage::new(Arc::new(MockUsageStore::new())));
    Arc::new(LiveCredentials::new(
        Arc::new(tokens),
        Arc::new(sessions),
        Arc::new(directory),
        usage,
        format(),
        Arc::new(clock),
    ))
}

pub(crate) fn authenticator() -> Authenticator {
    Authenticator::new(live(knowing()))
}

pub(crate) fn introspection() -> IntrospectionService {
    IntrospectionService::new(live(knowing()))
}

/// Introspection that knows the services, and can't look for anything else because of this.
pub(crate) fn failing_introspection(error: fn() -> StoreError) -> IntrospectionService {
    let mut directory = MockCredentialDirectory::new();
    directory.expect_find_service().returning(|_| Ok(Some(service())));
    directory.expect_find_api_key().returning(move |_| Err(error()));
    IntrospectionService::new(live(directory))
}

/// Introspection that tells how long a look-up of an API key could be waited for.
pub(crate) fn impatient_introspection(
    told: Arc<Mutex<Vec<std::time::Duration>>>,
) -> IntrospectionService {
    let mut directory = MockCredentialDirectory::new();
    directory.expect_find_service().returning(|_| Ok(Some(service())));
    directory.expect_find_api_key().returning(move |_| {
        told.lock().unwrap().push(tenantry_patience::at_most(std::time::Duration::MAX));
        Ok(None)
    });
    IntrospectionService::new(live(directory))
}

pub(crate) fn bearer(credential: &str) -> HttpRequest {
    TestRequest::default()
        .insert_header(("authorization", format!("Bearer {credential}")))
        .to_http_request()
}

pub(crate) fn key(key: &str, prefix: Option<&str>) -> HttpRequest {
    let request = TestRequest::default().insert_header(("x-api-key", key));
    let request = match prefix {
        Some(prefix) => request.insert_header(("x-app-id", prefix)),
        None => request,
    };
    request.to_http_request()
}
