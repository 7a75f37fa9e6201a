//! What the tests of introspection share.

use rstest::rstest;
use time::Duration;

use super::*;
use crate::access::Place;
use crate::authentication::{
    ApiKeyFacts, Fault, PersonalAccessTokenFacts, Presented, ServiceFacts, TenantApiKeyFacts,
};
use crate::credential::CredentialKind;
use crate::fixtures::{
    Directories, ENTROPY, NOW, ORGANIZATION, TENANT, TENANT_KEY, TOKEN, USER, api_key_facts,
    minted, mistyped, outage, service_facts, shown, tenant_api_key_facts, token_facts,
};
use crate::id::TenantId;
use crate::secret::SecretDigest;
use crate::store_error::StoreError;
use crate::usage::UsedCredential;

mod access_token;
mod api_key;
mod asker;
mod by_tenant_api_key;
mod company;
mod demand;
mod demand_at_a_place;
mod personal_access_token;
mod tenant_api_key;
mod told_to_a_tenant;
mod verification;

type Answer = Result<Introspection, IntrospectionError>;
type Counted = Vec<(UsedCredential, u64)>;

/// The entropy of the asker's credential, unlike that of the credential asked about.
const ASKER: [u8; 32] = [3; 32];

fn asking(kind: CredentialKind) -> String {
    minted(kind, ASKER).secret.expose().to_owned()
}

fn digest(kind: CredentialKind) -> SecretDigest {
    minted(kind, ENTROPY).digest
}

/// Directories that know the asking service, and must not be asked for anything else.
fn asked_by_a_service() -> Directories {
    let mut directories = Directories::new();
    let digest = minted(CredentialKind::ServiceCredential, ASKER).digest;
    directories
        .credentials
        .expect_find_service()
        .once()
        .withf(move |asked| *asked == digest)
        .returning(|_| Ok(Some(service_facts())));
    directories
}

/// The answer to whoever presents `asker` about `token`, and what was counted as used.
async fn introspect_by(
    directories: Directories,
    asker: Presented<'_>,
    token: &str,
) -> (Answer, Counted) {
    let uses = directories.uses.clone();
    let answer = IntrospectionService::new(directories.live()).introspect(asker, token).await;
    (answer, uses.counted().await)
}

/// The answer to a service about this token, and what was counted as used.
async fn introspect(directories: Directories, token: &str) -> (Answer, Counted) {
    let service = asking(CredentialKind::ServiceCredential);
    introspect_by(directories, Presented::Bearer(&service), token).await
}

/// The verdicts for whoever presents `asker` about these tokens, and what was counted as used.
async fn verify_by(
    directories: Directories,
    asker: Presented<'_>,
    tokens: &[&str],
    demand: &Demand,
) -> (Result<Vec<Verdict>, IntrospectionError>, Counted) {
    let uses = directories.uses.clone();
    let service = IntrospectionService::new(directories.live());
    let verdicts = service.verify(asker, tokens, demand).await;
    (verdicts, uses.counted().await)
}

/// Why this token serves a service that wants this, or does not. It must count as used where it serves, and only there.
async fn reason(directories: Directories, token: &str, demand: &Demand) -> Reason {
    let service = asking(CredentialKind::ServiceCredential);
    let asker = Presented::Bearer(&service);
    let (verdicts, counted) = verify_by(directories, asker, &[token], demand).await;
    let [verdict] = &verdicts.unwrap()[..] else { panic!("there is not one verdict") };
    let used = match verdict {
        Verdict::Valid(active) => Some((active.used, 1)),
        Verdict::Invalid(_) => None,
    };
    assert_eq!(counted, used.into_iter().collect::<Vec<_>>());
    verdict.reason()
}

#[track_caller]
fn assert_inactive((answer, counted): (Answer, Counted)) {
    assert!(matches!(answer, Ok(Introspection::Inactive)), "{answer:?}");
    assert_eq!(counted, []);
}

#[track_caller]
fn assert_store_failed((answer, counted): (Answer, Counted)) {
    assert!(matches!(answer, Err(IntrospectionError::Store(_))), "{answer:?}");
    assert_eq!(counted, []);
}

#[rstest]
#[case(TokenKind::AccessToken, "access_token")]
#[case(TokenKind::ApiKey, "api_key")]
#[case(TokenKind::PersonalAccessToken, "personal_access_token")]
#[case(TokenKind::TenantApiKey, "tenant_api_key")]
fn the_kinds_have_their_names_on_the_wire(#[case] kind: TokenKind, #[case] name: &str) {
    assert_eq!(kind.as_str(), name);
}

#[rstest]
#[case::an_api_key(mistyped(CredentialKind::ApiKey))]
#[case::a_personal_access_token(mistyped(CredentialKind::PersonalAccessToken))]
#[case::a_tenants_api_key(mistyped(CredentialKind::TenantApiKey))]
#[case::an_api_key_cut_short("sk-nc-abc".into())]
#[case::a_refresh_token_which_nobody_shows(shown(CredentialKind::RefreshToken))]
#[case::a_service_credential(shown(CredentialKind::ServiceCredential))]
#[tokio::test]
async fn what_can_be_no_good_credential_is_inactive_without_a_look_up(#[case] token: String) {
    assert_inactive(introspect(asked_by_a_service(), &token).await);
}
