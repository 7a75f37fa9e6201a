//! Founding a tenant, and who may.

use tenantry_domain::access::UserScope;
use tenantry_domain::id::UserId;
use tenantry_domain::tenant::{
    Founding, FoundingDenied, LogoUrl, Memberships, ProvisionError, Tenant, TenantStore as _,
};
use tenantry_postgres::PostgresTenantStore;
use tenantry_testkit::fixtures::{founding, fresh, now};

use crate::support::Stage;

async fn provision(
    stage: &Stage,
    founder: UserId,
    founding: Founding,
) -> Result<Tenant, ProvisionError> {
    let tenants = PostgresTenantStore::new(stage.database.clone());
    let scope = UserScope::for_tests(founder);
    tenants.provision(&scope, founding, &Memberships::may_found, now()).await
}

fn is_refused(outcome: &Result<Tenant, ProvisionError>) -> bool {
    matches!(outcome, Err(ProvisionError::Founding(FoundingDenied::TenantExists)))
}

#[tokio::test]
async fn a_tenant_is_founded_with_its_organization_and_its_owner() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let mut founding = founding("Analytical Engines");
    founding.logo = Some(LogoUrl::new("https://example.com/logo.png").unwrap());
    let tenant = provision(&stage, user.id, founding.clone()).await.unwrap();
    assert_eq!(
        (tenant.id, &tenant.name, &tenant.logo),
        (founding.tenant, &founding.name, &founding.logo)
    );
    let places = "SELECT concat_ws(' ', t.role, o.role, g.name) FROM tenant_members t \
        JOIN organization_members o USING (tenant_id, user_id) \
        JOIN organizations g ON g.id = o.organization_id";
    assert_eq!(stage.test.sql(places).await, ["SUPER_ADMIN owner Analytical Engines"]);
}

#[tokio::test]
async fn of_twenty_tenants_that_a_person_founds_at_once_one_is_made() {
    let stage = Stage::for_crowds().await;
    let user = stage.fixtures.user("ada").await;
    let attempts = (0..20).map(|_| provision(&stage, user.id, founding("Engines")));
    let outcomes = futures_util::future::join_all(attempts).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| is_refused(outcome)).count(), 19, "{outcomes:?}");
    assert_eq!(stage.test.sql("SELECT count(*) FROM tenants").await, ["1"]);
}

#[tokio::test]
async fn a_person_whose_tenant_is_gone_may_found_another() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    assert!(is_refused(&provision(&stage, home.founder, founding("Again")).await));
    stage.test.sql("UPDATE tenants SET deleted_at = now()").await;
    assert!(provision(&stage, home.founder, founding("Again")).await.is_ok());
}

#[tokio::test]
async fn to_found_another_tenant_is_no_way_around_a_suspension() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("UPDATE tenants SET status = 'suspended'").await;
    assert!(is_refused(&provision(&stage, home.founder, founding("Again")).await));
}

#[tokio::test]
async fn nobody_founds_a_tenant_without_an_account() {
    let stage = Stage::new().await;
    let outcome = provision(&stage, UserId::new(fresh()), founding("Nowhere")).await;
    assert!(matches!(outcome, Err(ProvisionError::Gone)), "{outcome:?}");
}

#[tokio::test]
async fn the_founders_sessions_without_a_tenant_act_in_the_new_one() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let (open, _) = stage.fixtures.session(user.id).await;
    let (over, _) = stage.fixtures.session(user.id).await;
    let other = stage.fixtures.user("grace").await;
    let (foreign, _) = stage.fixtures.session(other.id).await;
    let end = "UPDATE sessions SET ended_at = now(), end_reason = 'signed_out' WHERE id =";
    stage.test.sql(&format!("{end} '{over}'")).await;
    let first = provision(&stage, user.id, founding("First")).await.unwrap();
    let acting = "SELECT concat_ws(' ', id, tenant_id) FROM sessions ORDER BY created_at, id";
    let expected = vec![format!("{open} {}", first.id), over.to_string(), foreign.to_string()];
    assert_eq!(stage.test.sql(acting).await, expected);

    stage.test.sql("UPDATE tenants SET deleted_at = now()").await;
    let second = provision(&stage, user.id, founding("Second")).await.unwrap();
    let expected = vec![format!("{open} {}", second.id), over.to_string(), foreign.to_string()];
    assert_eq!(stage.test.sql(acting).await, expected);
}

#[tokio::test]
async fn a_tenant_that_is_gone_or_suspended_is_not_found() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let tenants = PostgresTenantStore::new(stage.database.clone());
    assert_eq!(tenants.find(&home.scope()).await.unwrap().unwrap().id, home.tenant);
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        stage.test.sql(&format!("UPDATE tenants SET {end}")).await;
        assert_eq!(tenants.find(&home.scope()).await.unwrap(), None, "{end}");
    }
}
