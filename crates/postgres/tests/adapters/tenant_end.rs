//! Tenants are changed, and end: at once for everybody in them.

use tenantry_domain::access::{OrganizationRole::Member as Plain, Place, UserScope};
use tenantry_domain::authentication::CredentialDirectory as _;
use tenantry_domain::id::ReferralId;
use tenantry_domain::invitation::JoinError;
use tenantry_domain::membership::WholeTenant;
use tenantry_domain::organization::{OrganizationStore as _, ReferralCode};
use tenantry_domain::referral::NewReferral;
use tenantry_domain::session::{SessionDirectory as _, SessionStore as _, TenantSwitch};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{LogoUrl, Memberships, TenantChange, TenantName, TenantStore as _};
use tenantry_domain::user::{
    EmailAddress, RegisterError, Registration, UserStore as _, may_depart,
};
use tenantry_postgres::{
    PostgresOrganizationStore, PostgresSessionDirectory, PostgresSessionStore, PostgresTenantStore,
    PostgresUserStore,
};
use tenantry_testkit::fixtures::{
    Home, founding, fresh, fresh_digest, new_organization, new_session, new_user, now,
    password_hash, registration,
};
use time::Duration;

use crate::circle::{add, leave};
use crate::support::Stage;

fn store(stage: &Stage) -> PostgresTenantStore {
    PostgresTenantStore::new(stage.database.clone())
}

async fn delete(stage: &Stage, home: &Home) {
    assert!(store(stage).delete(&home.scope(), now()).await.unwrap());
}

#[tokio::test]
async fn a_tenant_changes_in_what_is_named_and_that_is_told_of() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (name, logo) =
        (TenantName::new("Engines").unwrap(), LogoUrl::new("https://example.com/a.png").unwrap());
    let named = TenantChange { name: Some(name.clone()), logo: None };
    let pictured = TenantChange { name: None, logo: Some(Some(logo.clone())) };
    let plain = TenantChange { name: None, logo: Some(None) };
    let at = now() + Duration::SECOND;
    for (change, logo) in [(named, None), (pictured, Some(logo)), (plain, None)] {
        let changed = store(&stage).change(&home.scope(), change, at).await.unwrap().unwrap();
        assert_eq!((&changed.name, &changed.logo, changed.updated_at), (&name, &logo, at));
        assert_eq!(store(&stage).find(&home.scope()).await.unwrap(), Some(changed));
    }
    let untouched = store(&stage).find(&other.scope()).await.unwrap().unwrap();
    assert_eq!(untouched.name.as_str(), "grace");
    assert_eq!(stage.rows("audit_events WHERE action = 'tenant.update'").await, "3");
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        stage.test.sql(&format!("UPDATE tenants SET {end}")).await;
        let late = store(&stage).change(&home.scope(), TenantChange::default(), now()).await;
        assert_eq!(late.unwrap(), None, "{end}");
    }
}

#[tokio::test]
async fn a_tenant_ends_once_and_that_is_told_of() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    delete(&stage, &home).await;
    assert!(!store(&stage).delete(&home.scope(), now()).await.unwrap());
    assert_eq!(store(&stage).find(&home.scope()).await.unwrap(), None);
    assert!(store(&stage).find(&other.scope()).await.unwrap().is_some());
    let told = "SELECT concat_ws(' ', target, tenant_id, user_id) FROM audit_events WHERE action = 'tenant.delete'";
    let expected = format!("{} {} {}", home.tenant, home.tenant, home.founder);
    assert_eq!(stage.test.sql(told).await, [expected]);
}

#[tokio::test]
async fn everything_of_a_deleted_tenant_is_dead_at_once() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, key) = stage.fixtures.api_key(&home, project, "key").await;
    let (_, token) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    let (_, tenant_key) = stage.fixtures.tenant_api_key(&home, "ci").await;
    let (session, _) = stage.fixtures.session(home.founder).await;
    delete(&stage, &home).await;

    let directory = stage.directory();
    assert!(directory.find_api_key(key).await.unwrap().unwrap().fault.is_some());
    let found = directory.find_personal_access_token(token, Place::Tenant).await.unwrap();
    assert!(found.unwrap().fault.is_some());
    let found = directory.find_tenant_api_key(tenant_key, Place::Tenant).await.unwrap();
    assert!(found.unwrap().fault.is_some());

    let sessions = PostgresSessionDirectory::new(stage.database.clone());
    let claimed = Some(home.tenant);
    let facts = sessions.find_session(session, claimed, project.place()).await.unwrap().unwrap();
    assert!(!facts.claimed_tenant_lives);
    assert_eq!(facts.grants, tenantry_domain::access::Grants::default());
    let address = EmailAddress::new("ada@example.com").unwrap();
    assert_eq!(sessions.find_login(&address).await.unwrap().unwrap().tenant, None);
    assert_eq!(store(&stage).list_own(&home.own_rows()).await.unwrap(), []);

    let store = PostgresSessionStore::new(stage.database.clone());
    let switch = TenantSwitch {
        session,
        tenant: home.tenant,
        refresh_digest: fresh_digest(),
        idle_expires_at: now() + Duration::DAY,
    };
    assert_eq!(store.switch_tenant(&home.own_rows(), switch, now()).await.unwrap(), None);
    let opened = store.open(&home.own_rows(), new_session(now()), password_hash(), now()).await;
    assert_eq!(opened.unwrap(), None);
}

#[tokio::test]
async fn nobody_comes_into_a_deleted_tenant_and_nobody_hears_of_it() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let address = "grace@example.com";
    let invited = add(&stage.in_organization(), &home, home.organization, address, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    let code = stage.test.sql("SELECT referral_code FROM organizations").await.remove(0);
    delete(&stage, &home).await;
    let accepted = stage.accept(grace, link, address).await;
    assert!(matches!(accepted, Err(JoinError::InvalidInviteToken)), "{accepted:?}");
    assert_eq!(stage.link(&home, invited).await, None);
    let referral = NewReferral {
        id: ReferralId::new(fresh()),
        code: ReferralCode::parse(&code).unwrap(),
        masked_email: "a***@example.com".to_owned(),
    };
    let new = Registration { referral: Some(referral), ..registration(new_user("alan")) };
    let users = PostgresUserStore::new(stage.database.clone());
    let signed_up = users.register(&UserScope::for_tests(new.user.id), new, now()).await;
    assert!(matches!(signed_up, Err(RegisterError::UnknownReferralCode)), "{signed_up:?}");
}

#[tokio::test]
async fn its_people_found_another_with_the_sessions_at_hand() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    stage.fixtures.session(home.founder).await;
    stage.fixtures.session(grace).await;
    delete(&stage, &home).await;
    for founder in [home.founder, grace] {
        let scope = UserScope::for_tests(founder);
        let tenants = store(&stage);
        let new = founding("Again");
        let made = tenants.provision(&scope, new, &Memberships::may_found, now()).await.unwrap();
        let acts_in = format!("SELECT tenant_id FROM sessions WHERE user_id = '{founder}'");
        assert_eq!(stage.test.sql(&acts_in).await, [made.id.to_string()]);
        let own = tenants.list_own(&scope).await.unwrap();
        assert_eq!(own.iter().map(|tenant| tenant.id).collect::<Vec<_>>(), [made.id]);
    }
}

#[tokio::test]
async fn what_lies_in_a_deleted_tenant_keeps_nobody_from_going() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    delete(&stage, &home).await;
    let users = PostgresUserStore::new(stage.database.clone());
    users.delete(&home.own_rows(), password_hash(), &may_depart, now()).await.unwrap();
    for table in ["tenant_members", "organization_members"] {
        assert_eq!(stage.rows(table).await, "0", "{table}");
    }
}

#[tokio::test]
async fn what_changes_in_a_tenant_that_is_being_deleted_never_fails() {
    let stage = Stage::for_a_crowd_of(5).await;
    for _ in 0..5 {
        let (home, grace) = stage.shared_home().await;
        let (tenants, sessions) =
            (store(&stage), PostgresSessionStore::new(stage.database.clone()));
        let organizations = PostgresOrganizationStore::new(stage.database.clone());
        let seat = stage.seat("tenant_members", grace).await;
        let (in_tenant, scope, own) = (stage.in_tenant(), home.scope(), home.own_rows());
        let renamed = TenantChange { name: Some(TenantName::new("New").unwrap()), logo: None };
        let (deleted, changed, left, opened, made) = tokio::join!(
            tenants.delete(&scope, now()),
            tenants.change(&scope, renamed, now()),
            leave(&in_tenant, &home, WholeTenant, (seat, grace)),
            sessions.open(&own, new_session(now()), password_hash(), now()),
            organizations.insert(&scope, new_organization("Late"), now()),
        );
        assert!(deleted.unwrap());
        changed.unwrap();
        opened.unwrap();
        assert!(!matches!(made, Err(StoreError::Failed(_))), "{made:?}");
        if let Err(error) = left {
            let gone = tenantry_domain::membership::ChangeRosterError::Roster(
                tenantry_domain::access::Denied::NotFound.into(),
            );
            assert_eq!(error.to_string(), gone.to_string());
        }
        stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
    }
}
