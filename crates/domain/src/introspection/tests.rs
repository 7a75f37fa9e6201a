use std::sync::Arc;

use rstest::rstest;
use time::Duration;
use uuid::Uuid;

use super::*;
use crate::access::{Grants, Place, TenantGrant, TenantRole};
use crate::api_key::{KeyUsage, KeyUse, MockKeyUsageStore, ResourceType};
use crate::credential::CredentialKind;
use crate::fixtures::{
    ENTROPY, NOW, ORGANIZATION, PROJECT, SESSION, TENANT, USER, clock, format, minted, mistyped,
    outage,
};
use crate::id::{AccessTokenId, ApiKeyId, ServiceCredentialId};
use crate::secret::SecretDigest;
use crate::session::{
    AccessClaims, Authenticator, InvalidAccessToken, MockAccessTokens, MockSessionDirectory,
    SessionFacts,
};
use crate::store_error::StoreError;

const KEY: ApiKeyId = ApiKeyId::new(Uuid::from_u128(0xE1));
const TOKEN: AccessTokenId = AccessTokenId::new(Uuid::from_u128(0xF1));
const JWT: &str = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

/// The entropy of the asking service's credential, unlike that of the credential asked about.
const ASKER: [u8; 32] = [3; 32];

fn asker() -> String {
    minted(CredentialKind::ServiceCredential, ASKER).secret.expose().to_owned()
}

fn shown(kind: CredentialKind) -> String {
    minted(kind, ENTROPY).secret.expose().to_owned()
}

fn service_facts(revoked: bool) -> CredentialFacts {
    CredentialFacts::Service { id: ServiceCredentialId::new(Uuid::from_u128(0xD1)), revoked }
}

fn key_facts() -> ApiKeyFacts {
    ApiKeyFacts {
        id: KEY,
        tenant: TENANT,
        organization: ORGANIZATION,
        project: PROJECT,
        resource_type: ResourceType::stored("inference"),
        created_at: NOW - Duration::DAY,
        expires_at: Some(NOW + Duration::MICROSECOND),
        works: true,
    }
}

/// A directory that knows the asker, and must not be asked for anything else.
fn knowing_the_asker() -> MockCredentialDirectory {
    let mut credentials = MockCredentialDirectory::new();
    let digest = minted(CredentialKind::ServiceCredential, ASKER).digest;
    credentials
        .expect_find()
        .once()
        .withf(move |asked| *asked == digest)
        .returning(|_| Ok(Some(service_facts(false))));
    credentials
}

/// A directory that knows the asker, and this about the credential asked about.
fn knowing(
    kind: CredentialKind,
    answer: impl Fn() -> Result<Option<CredentialFacts>, StoreError> + Send + 'static,
) -> MockCredentialDirectory {
    let mut credentials = knowing_the_asker();
    let digest: SecretDigest = minted(kind, ENTROPY).digest;
    credentials
        .expect_find()
        .once()
        .withf(move |asked| *asked == digest)
        .returning(move |_| answer());
    credentials
}

async fn introspect_by(
    credentials: MockCredentialDirectory,
    tokens: MockAccessTokens,
    sessions: MockSessionDirectory,
    (asker, token): (&str, &str),
) -> Result<Introspection, IntrospectionError> {
    let usage = KeyUsage::new(Arc::new(MockKeyUsageStore::new()));
    introspect_counting(credentials, tokens, sessions, usage.into(), (asker, token)).await
}

async fn introspect_counting(
    credentials: MockCredentialDirectory,
    tokens: MockAccessTokens,
    sessions: MockSessionDirectory,
    usage: Arc<KeyUsage>,
    (asker, token): (&str, &str),
) -> Result<Introspection, IntrospectionError> {
    let authenticator = Authenticator::new(Arc::new(tokens), Arc::new(sessions), clock());
    let (credentials, authenticator) = (Arc::new(credentials), Arc::new(authenticator));
    IntrospectionService::new(credentials, authenticator, usage, format(), clock())
        .introspect(asker, token)
        .await
}

/// The answer about this token, which must not be taken for an access token.
async fn introspect(
    credentials: MockCredentialDirectory,
    token: &str,
) -> Result<Introspection, IntrospectionError> {
    let (tokens, sessions) = (MockAccessTokens::new(), MockSessionDirectory::new());
    introspect_by(credentials, tokens, sessions, (&asker(), token)).await
}

async fn ask_as(asker: &str, credentials: MockCredentialDirectory) -> IntrospectionError {
    let (tokens, sessions) = (MockAccessTokens::new(), MockSessionDirectory::new());
    introspect_by(credentials, tokens, sessions, (asker, &shown(CredentialKind::ApiKey)))
        .await
        .unwrap_err()
}

#[rstest]
#[case::none(String::new())]
#[case::malformed("svc-nc-short".into())]
#[case::mistyped(mistyped(CredentialKind::ServiceCredential))]
#[case::an_api_key(shown(CredentialKind::ApiKey))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[tokio::test]
async fn who_shows_no_service_credential_gets_no_answer_and_costs_no_look_up(
    #[case] asker: String,
) {
    let refusal = ask_as(&asker, MockCredentialDirectory::new()).await;
    assert!(matches!(refusal, IntrospectionError::Unauthorized), "{refusal:?}");
}

#[rstest]
#[case::unknown(None)]
#[case::revoked(Some(service_facts(true)))]
#[case::something_else(Some(CredentialFacts::ApiKey(key_facts())))]
#[tokio::test]
async fn who_shows_no_good_service_credential_gets_no_answer(
    #[case] facts: Option<CredentialFacts>,
) {
    let mut credentials = MockCredentialDirectory::new();
    credentials.expect_find().once().returning(move |_| Ok(facts.clone()));
    let refusal = ask_as(&asker(), credentials).await;
    assert!(matches!(refusal, IntrospectionError::Unauthorized), "{refusal:?}");
}

#[tokio::test]
async fn a_directory_that_fails_refuses_nobody() {
    let mut credentials = MockCredentialDirectory::new();
    credentials.expect_find().returning(|_| Err(outage()));
    let failure = ask_as(&asker(), credentials).await;
    assert!(matches!(failure, IntrospectionError::Store(_)), "{failure:?}");
}

#[rstest]
#[case::that_ends(Some(NOW + Duration::MICROSECOND))]
#[case::that_does_not_end(None)]
#[tokio::test]
async fn a_good_api_key_is_active_with_all_that_it_is_bound_to(
    #[case] expires_at: Option<time::OffsetDateTime>,
) {
    let facts = ApiKeyFacts { expires_at, ..key_facts() };
    let credentials =
        knowing(CredentialKind::ApiKey, move || Ok(Some(CredentialFacts::ApiKey(facts.clone()))));
    let answer = introspect(credentials, &shown(CredentialKind::ApiKey)).await.unwrap();
    let expected = ActiveCredential {
        kind: TokenKind::ApiKey,
        subject: KEY.uuid(),
        username: None,
        tenant: Some(TENANT),
        organization: Some(ORGANIZATION),
        project: Some(PROJECT),
        resource_type: Some(ResourceType::stored("inference")),
        role: None,
        expires_at,
        issued_at: NOW - Duration::DAY,
        id: KEY.uuid(),
    };
    assert_eq!(answer, Introspection::Active(Box::new(expected)));
}

#[rstest]
#[case::unknown(None)]
#[case::expired(Some(CredentialFacts::ApiKey(ApiKeyFacts { expires_at: Some(NOW), ..key_facts() })))]
#[case::not_working(Some(CredentialFacts::ApiKey(ApiKeyFacts { works: false, ..key_facts() })))]
#[case::another_kind(Some(service_facts(false)))]
#[tokio::test]
async fn any_other_api_key_is_inactive(#[case] facts: Option<CredentialFacts>) {
    let credentials = knowing(CredentialKind::ApiKey, move || Ok(facts.clone()));
    let answer = introspect(credentials, &shown(CredentialKind::ApiKey)).await.unwrap();
    assert_eq!(answer, Introspection::Inactive);
}

#[rstest]
#[case::a_wrong_checksum(mistyped(CredentialKind::ApiKey))]
#[case::cut_short("sk-nc-abc".into())]
#[case::a_personal_access_token(shown(CredentialKind::PersonalAccessToken))]
#[case::a_tenants_api_key(shown(CredentialKind::TenantApiKey))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[case::a_service_credential(shown(CredentialKind::ServiceCredential))]
#[tokio::test]
async fn what_cannot_be_a_good_api_key_is_inactive_without_a_look_up(#[case] token: String) {
    assert_eq!(introspect(knowing_the_asker(), &token).await.unwrap(), Introspection::Inactive);
}

#[tokio::test]
async fn a_failing_look_up_is_no_inactive_key() {
    let credentials = knowing(CredentialKind::ApiKey, || Err(outage()));
    let failure = introspect(credentials, &shown(CredentialKind::ApiKey)).await;
    assert!(matches!(failure, Err(IntrospectionError::Store(_))), "{failure:?}");
}

fn stating() -> MockAccessTokens {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().once().withf(|token, _| token == JWT).returning(|_, now| {
        Ok(AccessClaims {
            id: TOKEN,
            user: USER,
            session: SESSION,
            tenant: Some(TENANT),
            issued_at: now - Duration::MINUTE,
            expires_at: now + Duration::MINUTE,
        })
    });
    tokens
}

fn session_facts(tenant: Option<TenantGrant>) -> SessionFacts {
    SessionFacts {
        user: USER,
        username: "ada@lovelace.example".into(),
        user_active: true,
        idle_expires_at: NOW + Duration::DAY,
        absolute_expires_at: NOW + Duration::DAY,
        ended: false,
        acts_in: tenant.map(|grant| grant.tenant),
        claimed_tenant_lives: tenant.is_some(),
        grants: Grants { tenant, ..Grants::default() },
    }
}

/// The answer about an access token when the directory says this of its session.
async fn introspect_session(
    answer: impl Fn() -> Result<Option<SessionFacts>, StoreError> + Send + 'static,
) -> Result<Introspection, IntrospectionError> {
    let mut sessions = MockSessionDirectory::new();
    sessions
        .expect_find_session()
        .once()
        .withf(|session, _, place| (*session, *place) == (SESSION, Place::Tenant))
        .returning(move |_, _, _| answer());
    introspect_by(knowing_the_asker(), stating(), sessions, (&asker(), JWT)).await
}

#[rstest]
#[case::in_a_tenant(Some(TenantGrant { tenant: TENANT, role: TenantRole::Admin }))]
#[case::in_none(None)]
#[tokio::test]
async fn a_good_access_token_is_active_with_the_role_of_the_moment(
    #[case] grant: Option<TenantGrant>,
) {
    let answer = introspect_session(move || Ok(Some(session_facts(grant)))).await.unwrap();
    let expected = ActiveCredential {
        kind: TokenKind::AccessToken,
        subject: USER.uuid(),
        username: Some("ada@lovelace.example".into()),
        tenant: grant.map(|grant| grant.tenant),
        organization: None,
        project: None,
        resource_type: None,
        role: grant.map(|grant| grant.role),
        expires_at: Some(NOW + Duration::MINUTE),
        issued_at: NOW - Duration::MINUTE,
        id: TOKEN.uuid(),
    };
    assert_eq!(answer, Introspection::Active(Box::new(expected)));
}

#[rstest]
#[case::unknown(None)]
#[case::ended(Some(SessionFacts { ended: true, ..session_facts(None) }))]
#[tokio::test]
async fn an_access_token_whose_session_is_over_is_inactive(#[case] facts: Option<SessionFacts>) {
    let answer = introspect_session(move || Ok(facts.clone())).await.unwrap();
    assert_eq!(answer, Introspection::Inactive);
}

#[rstest]
#[case("")]
#[case("junk")]
#[case("sk-acme-another-installations")]
#[tokio::test]
async fn what_is_no_token_at_all_is_inactive(#[case] token: &str) {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().returning(|_, _| Err(InvalidAccessToken));
    let sessions = MockSessionDirectory::new();
    let answer = introspect_by(knowing_the_asker(), tokens, sessions, (&asker(), token)).await;
    assert_eq!(answer.unwrap(), Introspection::Inactive);
}

#[tokio::test]
async fn a_failing_look_up_is_no_inactive_session() {
    let failure = introspect_session(|| Err(outage())).await;
    assert!(matches!(failure, Err(IntrospectionError::Store(_))), "{failure:?}");
}

#[rstest]
#[case(TokenKind::AccessToken, "access_token")]
#[case(TokenKind::ApiKey, "api_key")]
fn the_kinds_have_their_names_on_the_wire(#[case] kind: TokenKind, #[case] name: &str) {
    assert_eq!(kind.as_str(), name);
}

#[tokio::test]
async fn every_good_answer_about_an_api_key_counts_as_a_use_of_it() {
    let mut store = MockKeyUsageStore::new();
    let used = KeyUse { tenant: TENANT, key: KEY, count: 1, last_used_at: NOW };
    store.expect_add().once().withf(move |_, uses| *uses == [used]).returning(|_, _| Ok(()));
    let usage = Arc::new(KeyUsage::new(Arc::new(store)));
    let credentials =
        knowing(CredentialKind::ApiKey, || Ok(Some(CredentialFacts::ApiKey(key_facts()))));
    let (tokens, sessions) = (MockAccessTokens::new(), MockSessionDirectory::new());
    let asked = (&*asker(), &*shown(CredentialKind::ApiKey));
    introspect_counting(credentials, tokens, sessions, Arc::clone(&usage), asked).await.unwrap();
    usage.flush().await.unwrap();
}

#[tokio::test]
async fn an_answer_about_a_dead_api_key_counts_as_nothing() {
    let usage = Arc::new(KeyUsage::new(Arc::new(MockKeyUsageStore::new())));
    let dead = ApiKeyFacts { works: false, ..key_facts() };
    let credentials =
        knowing(CredentialKind::ApiKey, move || Ok(Some(CredentialFacts::ApiKey(dead.clone()))));
    let (tokens, sessions) = (MockAccessTokens::new(), MockSessionDirectory::new());
    let asked = (&*asker(), &*shown(CredentialKind::ApiKey));
    introspect_counting(credentials, tokens, sessions, Arc::clone(&usage), asked).await.unwrap();
    usage.flush().await.unwrap();
}
