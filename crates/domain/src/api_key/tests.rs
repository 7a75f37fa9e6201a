use std::sync::Arc;

use rstest::rstest;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::*;
use crate::access::{Caller, Denied, OrganizationRole, ProjectRole, SessionCaller, TenantRole};
use crate::credential::CredentialKind;
use crate::fixtures::{
    ELSEWHERE, ENTROPY, IN_TENANT, NOW, PATH, USER, clock, format, homeless, ids, in_organization,
    in_project, in_tenant, minted, outage, page, secrets, stranger, within,
};
use crate::id::{ActorId, ApiKeyId};
use crate::page::Page;
use crate::project::ProjectPath;
use crate::secret::Issued;

mod by_credential;
mod revoke;

const KEY: ApiKeyId = ApiKeyId::new(Uuid::from_u128(0xE1));
const NO_SUCH_ORGANIZATION: ProjectPath = ProjectPath { organization: ELSEWHERE, ..PATH };

fn policy() -> ApiKeyPolicy {
    let resource_types = ["inference", "runtime", "storage"].map(str::to_owned).to_vec();
    ApiKeyPolicy { resource_types, max_per_project: 25 }
}

fn request() -> CreateApiKey {
    CreateApiKey {
        name: ApiKeyName::new("ci").unwrap(),
        resource_type: "inference".into(),
        expires_at: None,
    }
}

fn key_of(created_by: impl Into<ActorId>) -> ApiKey {
    ApiKey {
        id: KEY,
        name: request().name,
        masked: minted(CredentialKind::ApiKey, ENTROPY).masked,
        resource_type: ResourceType::stored("inference"),
        created_by: created_by.into(),
        created_at: NOW,
        expires_at: None,
        last_used_at: None,
        request_count: 0,
    }
}

fn service(keys: MockApiKeyStore) -> ApiKeyService {
    ApiKeyService::new(Arc::new(keys), format(), policy(), secrets(), ids(), clock())
}

/// A service that must not touch its store.
fn untouched() -> ApiKeyService {
    service(MockApiKeyStore::new())
}

/// A store whose project has so many live keys.
fn store_with(live: u64) -> MockApiKeyStore {
    let mut keys = MockApiKeyStore::new();
    keys.expect_issue().once().returning(move |scope, new, decide, at| {
        assert_eq!((within(scope), new.project, at), (IN_TENANT, PATH, NOW));
        decide(live)?;
        let NewApiKey { id, name, masked, resource_type, expires_at, digest, .. } = new;
        assert_eq!(digest, minted(CredentialKind::ApiKey, ENTROPY).digest);
        Ok(ApiKey { id, name, masked, resource_type, expires_at, ..key_of(scope.actor().id()) })
    });
    keys
}

async fn create(
    service: &ApiKeyService,
    caller: &Caller,
    request: CreateApiKey,
) -> Result<ApiKey, ApiKeyError> {
    service.create(caller, PATH, request).await.map(|issued: Issued<ApiKey>| issued.item)
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, ApiKeyError>, expected: Denied) {
    assert!(
        matches!(answer, Err(ApiKeyError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[rstest]
#[case(in_project(ProjectRole::Member))]
#[case(in_project(ProjectRole::Admin))]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn who_sees_the_project_lists_its_keys(#[case] caller: SessionCaller) {
    let listed = Page { items: vec![key_of(USER)], total: 1, request: page() };
    let answer = listed.clone();
    let mut keys = MockApiKeyStore::new();
    keys.expect_list()
        .withf(|scope, path, asked| (within(scope), *path, *asked) == (IN_TENANT, PATH, page()))
        .returning(move |_, _, _| Ok(answer.clone()));
    assert_eq!(service(keys).list(&caller, PATH, page()).await.unwrap(), listed);
}

#[rstest]
#[case::no_member(stranger(), PATH)]
#[case::no_member_of_the_project(in_organization(OrganizationRole::Member), PATH)]
#[case::no_tenant(homeless(), PATH)]
#[case::no_such_organization(in_tenant(TenantRole::SuperAdmin), NO_SUCH_ORGANIZATION)]
#[tokio::test]
async fn for_strangers_there_is_nothing(#[case] caller: SessionCaller, #[case] path: ProjectPath) {
    let service = untouched();
    assert_denied(&service.list(&caller, path, page()).await, Denied::NotFound);
    let created = service.create(&caller, path, request()).await.map(|issued| issued.item);
    assert_denied(&created, Denied::NotFound);
    assert_denied(&service.revoke(&caller, path, KEY).await, Denied::NotFound);
}

#[rstest]
#[case(in_project(ProjectRole::Member))]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn a_new_key_is_found_by_the_digest_of_the_secret_that_is_shown(
    #[case] caller: SessionCaller,
) {
    let issued = service(store_with(0)).create(&caller, PATH, request()).await.unwrap();
    let expected = minted(CredentialKind::ApiKey, ENTROPY);
    assert_eq!(issued.secret.expose(), expected.secret.expose());
    assert!(issued.secret.expose().starts_with("sk-nc-"));
    assert_eq!(issued.item.masked, expected.masked);
    assert_eq!(issued.item.created_by, USER.into());
    assert_eq!(
        (issued.item.name, issued.item.resource_type.as_str()),
        (request().name, "inference")
    );
}

#[rstest]
#[case::unknown("database")]
#[case::empty("")]
#[case::another_case("Inference")]
#[tokio::test]
async fn a_resource_type_that_is_not_configured_is_refused(#[case] resource_type: &str) {
    let request = CreateApiKey { resource_type: resource_type.into(), ..request() };
    let refusal = create(&untouched(), &in_project(ProjectRole::Member), request).await;
    let Err(ApiKeyError::UnknownResourceType(error)) = refusal else {
        panic!("{refusal:?}");
    };
    assert_eq!(error.to_string(), "must be one of: inference, runtime, storage");
}

#[rstest]
#[case::a_year_ago(NOW - Duration::days(365))]
#[case::now(NOW)]
#[tokio::test]
async fn a_key_does_not_end_before_it_begins(#[case] expires_at: OffsetDateTime) {
    let request = CreateApiKey { expires_at: Some(expires_at), ..request() };
    let refusal = create(&untouched(), &in_project(ProjectRole::Member), request).await;
    assert!(matches!(refusal, Err(ApiKeyError::ExpiresInThePast)), "{refusal:?}");
}

#[tokio::test]
async fn a_key_may_end_by_itself() {
    let expires_at = Some(NOW + Duration::MICROSECOND);
    let request = CreateApiKey { expires_at, ..request() };
    let key = create(&service(store_with(0)), &in_project(ProjectRole::Member), request).await;
    assert_eq!(key.unwrap().expires_at, expires_at);
}

#[tokio::test]
async fn the_last_key_that_there_is_room_for_is_made() {
    let caller = in_project(ProjectRole::Member);
    assert!(create(&service(store_with(24)), &caller, request()).await.is_ok());
}

#[rstest]
#[case(25)]
#[case(26)]
#[tokio::test]
async fn there_is_no_room_for_one_more(#[case] live: u64) {
    let caller = in_tenant(TenantRole::SuperAdmin);
    let refusal = create(&service(store_with(live)), &caller, request()).await;
    assert!(
        matches!(refusal, Err(ApiKeyError::LimitReached(LimitReached { most: 25 }))),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn a_project_that_went_meanwhile_gets_no_key() {
    let mut keys = MockApiKeyStore::new();
    keys.expect_issue().returning(|_, _, _, _| Err(IssueError::Gone));
    let refusal = create(&service(keys), &in_project(ProjectRole::Member), request()).await;
    assert_denied(&refusal, Denied::NotFound);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let caller = in_project(ProjectRole::Admin);
    let mut keys = MockApiKeyStore::new();
    keys.expect_list().returning(|_, _, _| Err(outage()));
    keys.expect_issue().returning(|_, _, _, _| Err(outage().into()));
    keys.expect_revoke().returning(|_, _, _, _, _| Err(outage().into()));
    let service = service(keys);
    let listed = service.list(&caller, PATH, page()).await;
    assert!(matches!(listed, Err(ApiKeyError::Store(_))), "{listed:?}");
    let created = create(&service, &caller, request()).await;
    assert!(matches!(created, Err(ApiKeyError::Store(_))), "{created:?}");
    let revoked = service.revoke(&caller, PATH, KEY).await;
    assert!(matches!(revoked, Err(ApiKeyError::Store(_))), "{revoked:?}");
}
