//! A tenant's API key that asks: about what is its tenant's, and nothing else.

use uuid::Uuid;

use super::*;
use crate::access::{TenantGrant, TenantRole};
use crate::fixtures::{SESSION, access_claims, session_facts};
use crate::id::TenantApiKeyId;

const KIND: CredentialKind = CredentialKind::TenantApiKey;
const ASKING: TenantApiKeyId = TenantApiKeyId::new(Uuid::from_u128(0xC7));
pub(super) const FOREIGN: TenantId = TenantId::new(Uuid::from_u128(0xB1));

/// Directories that know the asking key, which is not the one that may be asked about.
pub(super) fn asked_by_a_key() -> Directories {
    let mut directories = Directories::new();
    let digest = minted(KIND, ASKER).digest;
    directories
        .credentials
        .expect_find_tenant_api_key()
        .once()
        .withf(move |asked, place| (*asked, *place) == (digest, Place::Tenant))
        .returning(|_, _| {
            let prefix = minted(KIND, ASKER).prefix;
            Ok(Some(TenantApiKeyFacts { id: ASKING, prefix, ..tenant_api_key_facts() }))
        });
    directories
}

pub(super) fn knowing_an_api_key_of(tenant: TenantId) -> Directories {
    let mut directories = asked_by_a_key();
    let facts = ApiKeyFacts { tenant, ..api_key_facts() };
    directories
        .credentials
        .expect_find_api_key()
        .once()
        .returning(move |_| Ok(Some(facts.clone())));
    directories
}

pub(super) fn knowing_a_token_of(tenant: TenantId) -> Directories {
    let mut directories = asked_by_a_key();
    let facts = PersonalAccessTokenFacts { tenant, ..token_facts() };
    directories
        .credentials
        .expect_find_personal_access_token()
        .once()
        .returning(move |_, _| Ok(Some(facts.clone())));
    directories
}

pub(super) fn knowing_a_key_of(tenant: TenantId) -> Directories {
    let mut directories = asked_by_a_key();
    let facts = TenantApiKeyFacts { tenant, ..tenant_api_key_facts() };
    directories
        .credentials
        .expect_find_tenant_api_key()
        .once()
        .withf(|asked, _| *asked == digest(KIND))
        .returning(move |_, _| Ok(Some(facts.clone())));
    directories
}

pub(super) fn knowing_a_session_in(tenant: Option<TenantId>) -> Directories {
    let mut directories = asked_by_a_key();
    directories.tokens.expect_verify().once().returning(move |_, _| Ok(access_claims(tenant)));
    let role = TenantRole::Member;
    let facts = session_facts(tenant.map(|tenant| TenantGrant { tenant, role }));
    directories
        .sessions
        .expect_find_session()
        .once()
        .returning(move |_, _, _| Ok(Some(facts.clone())));
    directories
}

/// The answer to the key, and what was counted as used beside the key itself, which always is, once.
async fn ask(directories: Directories, token: &str) -> (Answer, Counted) {
    let key = asking(KIND);
    let asker = Presented::TenantApiKey { key: &key, prefix: None };
    let (answer, counted) = introspect_by(directories, asker, token).await;
    (answer, without_its_own_use(counted))
}

pub(super) fn without_its_own_use(mut counted: Counted) -> Counted {
    let own = (UsedCredential::TenantApiKey(ASKING), 1);
    assert!(counted.contains(&own), "{counted:?}");
    counted.retain(|each| *each != own);
    counted
}

#[rstest]
#[case::an_api_key(
    knowing_an_api_key_of(TENANT),
    shown(CredentialKind::ApiKey),
    UsedCredential::ApiKey(api_key_facts().id)
)]
#[case::a_personal_access_token(
    knowing_a_token_of(TENANT),
    shown(CredentialKind::PersonalAccessToken),
    UsedCredential::PersonalAccessToken(TOKEN)
)]
#[case::another_key(
    knowing_a_key_of(TENANT),
    shown(KIND),
    UsedCredential::TenantApiKey(TENANT_KEY)
)]
#[case::an_access_token(
    knowing_a_session_in(Some(TENANT)),
    "a.signed.token".into(),
    UsedCredential::Session(SESSION)
)]
#[tokio::test]
async fn it_learns_of_what_is_its_tenants(
    #[case] directories: Directories,
    #[case] token: String,
    #[case] used: UsedCredential,
) {
    let (answer, counted) = ask(directories, &token).await;
    let Introspection::Active(active) = answer.unwrap() else { panic!("inactive") };
    assert_eq!(active.tenant, Some(TENANT));
    assert_eq!(counted, [(used, 1)]);
}

#[rstest]
#[case::an_api_key(knowing_an_api_key_of(FOREIGN), shown(CredentialKind::ApiKey))]
#[case::a_personal_access_token(
    knowing_a_token_of(FOREIGN),
    shown(CredentialKind::PersonalAccessToken)
)]
#[case::another_key(knowing_a_key_of(FOREIGN), shown(KIND))]
#[case::an_access_token(knowing_a_session_in(Some(FOREIGN)), "a.signed.token".into())]
#[case::an_access_token_without_a_tenant(knowing_a_session_in(None), "a.signed.token".into())]
#[tokio::test]
async fn what_is_anothers_looks_inactive_to_it_and_its_use_is_not_counted(
    #[case] directories: Directories,
    #[case] token: String,
) {
    assert_inactive(ask(directories, &token).await);
}

#[tokio::test]
async fn a_mistyped_credential_is_inactive_to_it_as_to_everybody() {
    assert_inactive(ask(asked_by_a_key(), &mistyped(CredentialKind::ApiKey)).await);
}
