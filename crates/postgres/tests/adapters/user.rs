//! Accounts: what a sign-up writes, and what a person changes.

use tenantry_domain::access::{TenantScope, UserScope};
use tenantry_domain::id::ReferralId;
use tenantry_domain::organization::{OrganizationStore as _, ReferralCode};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::referral::NewReferral;
use tenantry_domain::session::SessionDirectory as _;
use tenantry_domain::tenant::TenantStore as _;
use tenantry_domain::user::{
    EmailAddress, NewUser, PersonName, ProfileChange, RegisterError, Registration, User,
    UserStatus, UserStore as _,
};
use tenantry_postgres::{
    PostgresOrganizationStore, PostgresSessionDirectory, PostgresTenantStore, PostgresUserStore,
};
use tenantry_testkit::fixtures::{
    founding, fresh, fresh_referral_code, new_user, now, password_hash, registration,
};

use crate::support::Stage;

async fn register(
    stage: &Stage,
    user: NewUser,
    referral: Option<NewReferral>,
) -> Result<User, RegisterError> {
    let users = PostgresUserStore::new(stage.database.clone());
    let scope = UserScope::for_tests(user.id);
    users.register(&scope, Registration { referral, ..registration(user) }, now()).await
}

fn referral(code: ReferralCode) -> NewReferral {
    NewReferral { id: ReferralId::new(fresh()), code, masked_email: "g***@example.com".to_owned() }
}

#[tokio::test]
async fn an_account_reads_as_it_was_written() {
    let stage = Stage::new().await;
    let mut new = new_user("Grace");
    new.middle_name = Some(PersonName::new("Brewster").unwrap());
    let scope = UserScope::for_tests(new.id);
    let registered = register(&stage, new.clone(), None).await.unwrap();
    let users = PostgresUserStore::new(stage.database.clone());
    let found = users.find(&scope).await.unwrap().unwrap();
    assert_eq!(found, registered);
    assert_eq!((found.email.as_str(), found.status), ("Grace@example.com", UserStatus::Active));
    assert_eq!(found.middle_name, new.middle_name);
    assert!(!found.email_verified && !found.phone_verified);
}

#[tokio::test]
async fn an_address_has_one_account_however_it_is_spelt() {
    let stage = Stage::new().await;
    stage.fixtures.user("ada").await;
    let again = register(&stage, new_user("ADA"), None).await;
    assert!(matches!(again, Err(RegisterError::EmailTaken)), "{again:?}");
}

#[tokio::test]
async fn of_twenty_sign_ups_with_one_address_at_once_one_succeeds() {
    let stage = Stage::for_crowds().await;
    let attempts = (0..20).map(|_| register(&stage, new_user("ada"), None));
    let outcomes = futures_util::future::join_all(attempts).await;
    let (made, taken): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    assert!(taken.iter().all(|outcome| matches!(outcome, Err(RegisterError::EmailTaken))));
}

#[tokio::test]
async fn a_sign_up_with_an_organization_founds_a_tenant_around_it() {
    let stage = Stage::new().await;
    let (new, founding) = (new_user("ada"), founding("Analytical Engines"));
    let scope = UserScope::for_tests(new.id);
    let tenant_scope = TenantScope::for_tests(founding.tenant, new.id);
    let users = PostgresUserStore::new(stage.database.clone());
    let new = Registration { founding: Some(founding.clone()), ..registration(new) };
    users.register(&scope, new, now()).await.unwrap();
    let tenants = PostgresTenantStore::new(stage.database.clone());
    assert_eq!(tenants.find(&tenant_scope).await.unwrap().unwrap().id, founding.tenant);
    let organizations = PostgresOrganizationStore::new(stage.database.clone());
    let found = organizations.find(&tenant_scope, founding.organization.id).await.unwrap().unwrap();
    assert_eq!(found.name, founding.organization.name);
    assert_eq!(found.referral_code, founding.organization.referral_code);
}

#[tokio::test]
async fn a_referral_is_recorded_where_its_code_comes_from() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let code = stage.test.sql("SELECT referral_code FROM organizations").await.remove(0);
    let new = new_user("grace");
    let referred = new.id;
    register(&stage, new, Some(referral(ReferralCode::parse(&code).unwrap()))).await.unwrap();
    let kept = "SELECT concat_ws(' ', tenant_id, organization_id, referred_user_id) FROM referrals";
    let expected = format!("{} {} {referred}", home.tenant, home.organization);
    assert_eq!(stage.test.sql(kept).await, [expected]);
}

#[tokio::test]
async fn a_code_that_nobody_has_stops_the_sign_up_and_leaves_no_account() {
    let stage = Stage::new().await;
    let outcome = register(&stage, new_user("grace"), Some(referral(fresh_referral_code()))).await;
    assert!(matches!(outcome, Err(RegisterError::UnknownReferralCode)), "{outcome:?}");
    assert_eq!(stage.test.sql("SELECT count(*) FROM users").await, ["0"]);
}

#[tokio::test]
async fn a_code_dies_with_its_organization_or_tenant() {
    for end in [
        "UPDATE organizations SET deleted_at = now()",
        "UPDATE organizations SET status = 'suspended'",
        "UPDATE tenants SET deleted_at = now()",
        "UPDATE tenants SET status = 'suspended'",
    ] {
        let stage = Stage::new().await;
        stage.fixtures.home("ada").await;
        let code = stage.test.sql("SELECT referral_code FROM organizations").await.remove(0);
        stage.test.sql(end).await;
        let code = ReferralCode::parse(&code).unwrap();
        let outcome = register(&stage, new_user("grace"), Some(referral(code))).await;
        assert!(matches!(outcome, Err(RegisterError::UnknownReferralCode)), "{end}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_profile_changes_in_what_is_given_and_stays_in_the_rest() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let users = PostgresUserStore::new(stage.database.clone());
    let scope = UserScope::for_tests(user.id);
    let king = PersonName::new("King").unwrap();
    let change =
        ProfileChange { middle_name: Some(Some(king.clone())), ..ProfileChange::default() };
    let at = now();
    let changed = users.change_profile(&scope, change, at).await.unwrap().unwrap();
    assert_eq!(changed, User { middle_name: Some(king), updated_at: at, ..user.clone() });
    let cleared = ProfileChange { middle_name: Some(None), ..ProfileChange::default() };
    let changed = users.change_profile(&scope, cleared, at).await.unwrap().unwrap();
    assert_eq!(changed.middle_name, None);
    assert_eq!(changed.last_name, user.last_name);
}

#[tokio::test]
async fn a_person_without_an_account_is_neither_found_nor_changed() {
    let stage = Stage::new().await;
    let users = PostgresUserStore::new(stage.database.clone());
    let scope = UserScope::for_tests(new_user("nobody").id);
    assert_eq!(users.find(&scope).await.unwrap(), None);
    let change = users.change_profile(&scope, ProfileChange::default(), now()).await;
    assert_eq!(change.unwrap(), None);
}

#[tokio::test]
async fn a_stronger_hash_replaces_only_the_one_that_it_was_made_for() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let users = PostgresUserStore::new(stage.database.clone());
    let scope = UserScope::for_tests(user.id);
    let (stronger, late) = (PasswordHash::new("stronger"), PasswordHash::new("late"));
    let old = password_hash();
    assert!(users.upgrade_password_hash(&scope, old.clone(), stronger.clone()).await.unwrap());
    assert!(!users.upgrade_password_hash(&scope, old, late).await.unwrap());
    let directory = PostgresSessionDirectory::new(stage.database.clone());
    let login = directory.find_login(&user.email).await.unwrap().unwrap();
    assert_eq!(login.password, stronger);
}

#[tokio::test]
async fn a_login_is_found_by_the_address_in_any_case() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let directory = PostgresSessionDirectory::new(stage.database.clone());
    let address = EmailAddress::new("ADA@Example.Com").unwrap();
    let login = directory.find_login(&address).await.unwrap().unwrap();
    assert_eq!((login.user, login.status), (user.id, UserStatus::Active));
    assert_eq!((login.email.as_str(), login.tenant), ("ada@example.com", None));
    assert_eq!(login.password, password_hash());
    assert!(!login.email_verified);
    stage.test.sql("UPDATE users SET status = 'suspended', email_verified_at = now()").await;
    let login = directory.find_login(&address).await.unwrap().unwrap();
    assert_eq!((login.status, login.email_verified), (UserStatus::Suspended, true));
    let unknown = EmailAddress::new("grace@example.com").unwrap();
    assert_eq!(directory.find_login(&unknown).await.unwrap(), None);
}

#[tokio::test]
async fn a_login_tells_where_a_session_would_begin() {
    let stage = Stage::new().await;
    let (first, second) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(first.founder, &second, "MEMBER").await;
    let directory = PostgresSessionDirectory::new(stage.database.clone());
    let address = EmailAddress::new("ada@example.com").unwrap();
    let tenant = async || directory.find_login(&address).await.unwrap().unwrap().tenant;
    assert_eq!(tenant().await, Some(first.tenant));
    let used = "UPDATE tenant_members SET last_used_at = now() WHERE role = 'MEMBER'";
    stage.test.sql(used).await;
    assert_eq!(tenant().await, Some(second.tenant));
    stage.test.sql("UPDATE tenants SET status = 'suspended'").await;
    assert_eq!(tenant().await, None);
}

#[tokio::test]
async fn a_sign_up_leaves_the_mail_that_verifies_its_address() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let again = register(&stage, new_user("ada"), None).await;
    assert!(again.is_err());
    let waiting = "SELECT concat_ws(' ', kind, channel, recipient, user_id) FROM outbox";
    let expected = format!("verify_email mail ada@example.com {}", user.id);
    assert_eq!(stage.test.sql(waiting).await, [expected]);
}
