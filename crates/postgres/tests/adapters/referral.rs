//! Referrals: who signed up with an organization's code, and the credit for it.

use tenantry_domain::access::{CredentialUsed, Denied, ServiceRight, ServiceScope, Trail};
use tenantry_domain::id::ReferralId;
use tenantry_domain::referral::{
    CreditAmount, CreditError, CreditStore as _, Referral, ReferralStatus, ReferralStore as _,
};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::PostgresReferralStore;
use tenantry_testkit::fixtures::{fresh, now};

use crate::circle::SYSTEM;
use crate::support::{Stage, cells, origin, page};

fn store(stage: &Stage) -> PostgresReferralStore {
    PostgresReferralStore::new(stage.database.clone())
}

fn amount(micro_dollars: i64) -> CreditAmount {
    CreditAmount::micro_dollars(micro_dollars).unwrap()
}

async fn grant(stage: &Stage, id: ReferralId, credit: i64) -> Result<Referral, CreditError> {
    let trail = Trail {
        actor: None,
        credential: Some(CredentialUsed::ServiceCredential),
        credential_id: Some(fresh()),
        origin: origin("billing"),
    };
    let scope = ServiceScope::for_tests(ServiceRight::Referrals, trail);
    store(stage).grant(&scope, id, amount(credit), now()).await
}

#[tokio::test]
async fn a_list_shows_who_came_the_newest_first_and_no_address_in_full() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (_, first) = stage.fixtures.referred(&home, "alan").await;
    let (_, second) = stage.fixtures.referred(&home, "edsger").await;
    stage.fixtures.referred(&other, "barbara").await;
    let list = store(&stage).list(&home.scope(), home.organization, page(1, 20)).await.unwrap();
    let shown: Vec<_> =
        list.items.iter().map(|it| (it.id, it.masked_email.as_str(), it.status)).collect();
    let expected = [
        (second, "e***@example.com", ReferralStatus::SignedUp),
        (first, "a***@example.com", ReferralStatus::SignedUp),
    ];
    assert_eq!((shown.as_slice(), list.total), (expected.as_slice(), 2));
    let foreign = store(&stage).list(&home.scope(), other.organization, page(1, 20)).await.unwrap();
    assert_eq!((foreign.items, foreign.total), (vec![], 0));
    let rest = store(&stage).list(&home.scope(), home.organization, page(2, 1)).await.unwrap();
    assert_eq!((rest.items[0].id, rest.total), (first, 2));
}

#[tokio::test]
async fn a_credit_is_granted_and_told_of_in_the_tenant() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (_, id) = stage.fixtures.referred(&home, "alan").await;
    let credited = grant(&stage, id, 5_000_000).await.unwrap();
    assert_eq!(credited.status, ReferralStatus::CreditGranted(amount(5_000_000)));
    assert!(credited.updated_at > credited.created_at);
    let list = store(&stage).list(&home.scope(), home.organization, page(1, 20)).await.unwrap();
    assert_eq!(list.items, [credited]);
    let told = "SELECT concat_ws(' ', action, credential_kind, target, tenant_id, organization_id, user_id, actor_id) \
        FROM audit_events ORDER BY ctid DESC LIMIT 1";
    let (tenant, organization) = (home.tenant, home.organization);
    let expected = format!("referral.credit service_credential {id} {tenant} {organization}");
    assert_eq!(stage.test.sql(told).await, [expected]);
}

#[tokio::test]
async fn of_twenty_credits_at_once_one_is_granted() {
    let stage = Stage::for_crowds().await;
    let home = stage.fixtures.home("ada").await;
    let (_, id) = stage.fixtures.referred(&home, "alan").await;
    let grants = (0..20).map(|credit| grant(&stage, id, credit));
    let outcomes = futures_util::future::join_all(grants).await;
    let (granted, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(granted.len(), 1, "{refused:?}");
    let late = |outcome: &Result<_, _>| matches!(outcome, Err(CreditError::AlreadyGranted));
    assert!(refused.iter().all(late), "{refused:?}");
    assert_eq!(stage.rows("audit_events WHERE action = 'referral.credit'").await, "1");
}

#[tokio::test]
async fn there_is_no_credit_for_what_is_unknown_or_deleted() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (_, id) = stage.fixtures.referred(&home, "alan").await;
    let is_unknown =
        |outcome: &Result<_, _>| matches!(outcome, Err(CreditError::Denied(Denied::NotFound)));
    assert!(is_unknown(&grant(&stage, ReferralId::new(fresh()), 1).await));
    for table in ["organizations", "tenants"] {
        stage.test.sql(&format!("UPDATE {table} SET deleted_at = now()")).await;
        assert!(is_unknown(&grant(&stage, id, 1).await), "{table}");
        stage.test.sql(&format!("UPDATE {table} SET deleted_at = NULL")).await;
    }
    assert!(grant(&stage, id, 0).await.is_ok());
    stage.test.sql("UPDATE tenants SET deleted_at = now()").await;
    assert!(is_unknown(&grant(&stage, id, 1).await));
}

#[tokio::test]
async fn the_role_that_grants_credits_changes_none() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (_, id) = stage.fixtures.referred(&home, "alan").await;
    grant(&stage, id, 7).await.unwrap();
    let change = "UPDATE referrals SET credit_micro_dollars = 8, credited_at = now() \
        RETURNING id::text AS cell";
    let changed: Result<_, StoreError> =
        stage.database.in_system(&SYSTEM, async |connection| cells(connection, change).await).await;
    assert_eq!(changed.unwrap(), [""; 0]);
    assert_eq!(stage.test.sql("SELECT credit_micro_dollars FROM referrals").await, ["7"]);
}
