use std::sync::Arc;

use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::access::{
    Caller, Denied, OrganizationRole, ProjectRole, ServiceCaller, ServiceRight, TenantRole,
};
use crate::fixtures::{
    BY_KEY, ELSEWHERE, IN_TENANT, NOW, ORGANIZATION, by_key, by_token, by_token_in, clock,
    homeless, in_organization, in_project, in_tenant, outage, page, stranger, within,
};
use crate::id::{ReferralId, ServiceCredentialId};
use crate::page::Page;

const ID: ReferralId = ReferralId::new(Uuid::from_u128(0xE6));
const SERVICE: ServiceCredentialId = ServiceCredentialId::new(Uuid::from_u128(0xD1));

fn amount(micro_dollars: i64) -> CreditAmount {
    CreditAmount::micro_dollars(micro_dollars).unwrap()
}

fn grace(status: ReferralStatus) -> Referral {
    Referral {
        id: ID,
        masked_email: "g***@hopper.example".into(),
        status,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn service(referrals: MockReferralStore, credits: MockCreditStore) -> ReferralService {
    ReferralService::new(Arc::new(referrals), Arc::new(credits), clock())
}

fn listed() -> Page<Referral> {
    Page { items: vec![grace(ReferralStatus::SignedUp)], total: 1, request: page() }
}

#[rstest]
#[case(Caller::clone(&in_organization(OrganizationRole::Admin)))]
#[case(Caller::clone(&in_organization(OrganizationRole::Owner)))]
#[case(Caller::clone(&in_tenant(TenantRole::Admin)))]
#[case::by_a_token(by_token(OrganizationRole::Admin))]
#[case::by_a_key(by_key())]
#[tokio::test]
async fn those_who_run_an_organization_see_whom_it_brought(#[case] caller: Caller) {
    let expected = if caller == by_key() { BY_KEY } else { IN_TENANT };
    let mut referrals = MockReferralStore::new();
    referrals
        .expect_list()
        .once()
        .withf(move |scope, organization, asked| {
            (within(scope), *organization, *asked) == (expected, ORGANIZATION, page())
        })
        .returning(|_, _, _| Ok(listed()));
    let service = service(referrals, MockCreditStore::new());
    assert_eq!(service.list(&caller, ORGANIZATION, page()).await.unwrap(), listed());
}

#[rstest]
#[case::a_member(Caller::clone(&in_organization(OrganizationRole::Member)), Denied::Forbidden)]
#[case::a_members_token(by_token(OrganizationRole::Member), Denied::Forbidden)]
#[case::a_projects_admin(Caller::clone(&in_project(ProjectRole::Admin)), Denied::Forbidden)]
#[case::a_stranger(Caller::clone(&stranger()), Denied::NotFound)]
#[case::somebody_without_a_tenant(Caller::clone(&homeless()), Denied::NotFound)]
#[case::a_token_for_another_organization(by_token_in(ELSEWHERE), Denied::NotFound)]
#[tokio::test]
async fn nobody_else_does(#[case] caller: Caller, #[case] expected: Denied) {
    let service = service(MockReferralStore::new(), MockCreditStore::new());
    let refusal = service.list(&caller, ORGANIZATION, page()).await;
    assert!(
        matches!(refusal, Err(ReferralError::Denied(denied)) if denied == expected),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn a_failure_of_the_store_while_listing_stays_one() {
    let mut referrals = MockReferralStore::new();
    referrals.expect_list().returning(|_, _, _| Err(outage()));
    let service = service(referrals, MockCreditStore::new());
    let failure = service.list(&by_key(), ORGANIZATION, page()).await;
    assert!(matches!(failure, Err(ReferralError::Store(_))), "{failure:?}");
}

/// What a service with these rights gets for granting a credit, where the store answers so.
async fn grant(
    rights: Vec<ServiceRight>,
    answer: Option<fn() -> Result<Referral, CreditError>>,
) -> Result<Referral, CreditError> {
    let mut credits = MockCreditStore::new();
    if let Some(answer) = answer {
        credits
            .expect_grant()
            .once()
            .withf(|scope, id, granted, at| {
                (scope.right(), *id, *granted, *at)
                    == (ServiceRight::Referrals, ID, amount(5_000_000), NOW)
                    && scope.trail().credential_id == Some(SERVICE.uuid())
            })
            .returning(move |_, _, _, _| answer());
    }
    let caller = ServiceCaller::for_tests(SERVICE, rights);
    service(MockReferralStore::new(), credits).credit(&caller, ID, amount(5_000_000)).await
}

fn granted() -> Referral {
    grace(ReferralStatus::CreditGranted(amount(5_000_000)))
}

#[tokio::test]
async fn a_service_with_the_right_grants_the_credit() {
    let answer = grant(vec![ServiceRight::Referrals], Some(|| Ok(granted()))).await;
    assert_eq!(answer.unwrap(), granted());
}

#[tokio::test]
async fn a_service_without_the_right_grants_nothing() {
    let refusal = grant(Vec::new(), None).await;
    assert!(matches!(refusal, Err(CreditError::Denied(Denied::Forbidden))), "{refusal:?}");
}

#[tokio::test]
async fn a_credit_is_granted_once() {
    let again = || Err(CreditError::AlreadyGranted);
    let refusal = grant(vec![ServiceRight::Referrals], Some(again)).await;
    assert!(matches!(refusal, Err(CreditError::AlreadyGranted)), "{refusal:?}");
}

#[tokio::test]
async fn a_referral_that_is_not_there_gets_no_credit() {
    let absent = || Err(Denied::NotFound.into());
    let refusal = grant(vec![ServiceRight::Referrals], Some(absent)).await;
    assert!(matches!(refusal, Err(CreditError::Denied(Denied::NotFound))), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_while_granting_stays_one() {
    let failure = grant(vec![ServiceRight::Referrals], Some(|| Err(outage().into()))).await;
    assert!(matches!(failure, Err(CreditError::Store(_))), "{failure:?}");
}

#[rstest]
#[case(0, true)]
#[case(1, true)]
#[case(i64::MAX, true)]
#[case(-1, false)]
#[case(i64::MIN, false)]
fn a_credit_takes_nothing_away(#[case] micro_dollars: i64, #[case] fits: bool) {
    let credit = CreditAmount::micro_dollars(micro_dollars);
    let expected = if fits { Ok(micro_dollars) } else { Err(InvalidCreditAmount) };
    assert_eq!(credit.map(CreditAmount::value), expected);
}

#[test]
fn a_referral_says_how_far_it_has_come() {
    let granted = ReferralStatus::CreditGranted(amount(0));
    assert_eq!((granted.as_str(), granted.credit()), ("credit_granted", Some(amount(0))));
    let signed_up = ReferralStatus::SignedUp;
    assert_eq!((signed_up.as_str(), signed_up.credit()), ("signed_up", None));
}
