//! Suspension: set, told of, and felt by everything that draws on what was suspended.

use tenantry_domain::access::{OrganizationRole::Member as Plain, Place, TenantRole, UserScope};
use tenantry_domain::authentication::CredentialDirectory as _;
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use tenantry_domain::invitation::JoinError;
use tenantry_domain::membership::WholeTenant;
use tenantry_domain::referral::NewReferral;
use tenantry_domain::session::{
    Lifetimes, OpenError, Refresh, SessionDirectory as _, SessionStore as _,
};
use tenantry_domain::suspension::{Standing, Suspendable, SuspensionStore as _};
use tenantry_domain::user::{
    EmailAddress, RegisterError, Registration, UserStatus, UserStore as _,
};
use tenantry_postgres::{
    PostgresSessionDirectory, PostgresSessionStore, PostgresSuspensionStore, PostgresUserStore,
};
use tenantry_testkit::fixtures::{
    Home, fresh, fresh_digest, new_session, new_user, now, password_hash, registration,
};
use time::Duration;

use crate::circle::{SYSTEM, add};
use crate::support::{Stage, origin};

async fn set(stage: &Stage, subject: Suspendable, standing: Standing) -> bool {
    let store = PostgresSuspensionStore::new(stage.database.clone());
    store.set(&SYSTEM, subject, standing, now()).await.unwrap()
}

fn subjects(home: &Home) -> [Suspendable; 3] {
    [
        Suspendable::Tenant(home.tenant),
        Suspendable::Organization(home.organization),
        Suspendable::User(home.founder),
    ]
}

#[tokio::test]
async fn a_change_is_told_of_once_and_where_it_belongs() {
    let stage = Stage::new().await;
    let (home, _) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.test.sql("DELETE FROM audit_events").await;
    for subject in subjects(&home) {
        for standing in
            [Standing::Suspended, Standing::Suspended, Standing::Active, Standing::Active]
        {
            assert!(set(&stage, subject, standing).await);
        }
    }
    let told = "SELECT concat_ws(' ', action, credential_kind, target, 'tenant ' || tenant_id, 'in ' || organization_id, \
        'user ' || user_id, 'by ' || actor_id) FROM audit_events ORDER BY ctid";
    let (tenant, organization, user) = (home.tenant, home.organization, home.founder);
    let mut expected = Vec::new();
    for (kind, rest) in [
        ("tenant", format!("{tenant} tenant {tenant}")),
        ("organization", format!("{organization} tenant {tenant} in {organization}")),
        ("user", format!("{user} user {user}")),
    ] {
        for act in ["suspend", "reactivate"] {
            expected.push(format!("{kind}.{act} operator {rest}"));
        }
    }
    assert_eq!(stage.test.sql(told).await, expected);
    for table in ["tenants", "organizations", "users"] {
        let active = stage.rows(&format!("{table} WHERE status = 'active'")).await;
        assert_eq!(active, "2", "{table}");
    }
}

#[tokio::test]
async fn only_what_was_named_is_suspended() {
    let stage = Stage::new().await;
    let (home, _) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    for subject in subjects(&home) {
        set(&stage, subject, Standing::Suspended).await;
    }
    for table in ["tenants", "organizations", "users"] {
        let suspended = format!("SELECT id FROM {table} WHERE status = 'suspended'");
        let named = match table {
            "tenants" => home.tenant.to_string(),
            "organizations" => home.organization.to_string(),
            _ => home.founder.to_string(),
        };
        assert_eq!(stage.test.sql(&suspended).await, [named]);
    }
}

#[tokio::test]
async fn what_is_unknown_or_deleted_is_not_there_to_be_suspended() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for unknown in [
        Suspendable::Tenant(TenantId::new(fresh())),
        Suspendable::Organization(OrganizationId::new(fresh())),
        Suspendable::User(UserId::new(fresh())),
    ] {
        assert!(!set(&stage, unknown, Standing::Suspended).await, "{unknown:?}");
    }
    stage.test.sql("UPDATE tenants SET deleted_at = now()").await;
    let organization = Suspendable::Organization(home.organization);
    assert!(!set(&stage, organization, Standing::Suspended).await);
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    stage.test.sql("UPDATE users SET deleted_at = now()").await;
    for subject in subjects(&home) {
        assert!(!set(&stage, subject, Standing::Suspended).await, "{subject:?}");
    }
}

#[tokio::test]
async fn a_suspended_person_neither_signs_in_nor_goes_on() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (session, refresh_token) = stage.fixtures.session(home.founder).await;
    let (sessions, directory) = (
        PostgresSessionStore::new(stage.database.clone()),
        PostgresSessionDirectory::new(stage.database.clone()),
    );
    let address = EmailAddress::new("ada@example.com").unwrap();
    let lifetimes = Lifetimes {
        access_token: Duration::minutes(10),
        refresh_idle: Duration::days(7),
        session: Duration::days(30),
        refresh_grace: Duration::seconds(10),
    };
    for (standing, works) in [(Standing::Suspended, false), (Standing::Active, true)] {
        set(&stage, Suspendable::User(home.founder), standing).await;
        let login = directory.find_login(&address).await.unwrap().unwrap();
        assert_eq!(login.status == UserStatus::Active, works);
        let facts = directory.find_session(session, None, Place::Tenant).await.unwrap().unwrap();
        assert_eq!(facts.user_active, works);
        let opened =
            sessions.open(&home.own_rows(), new_session(now()), password_hash(), now()).await;
        assert_eq!(!matches!(opened, Err(OpenError::Superseded)), works, "{opened:?}");
        let next = fresh_digest();
        let decide = |it: &tenantry_domain::session::Session| {
            it.refresh(refresh_token, next, now(), &lifetimes)
        };
        let refreshed = sessions.refresh(refresh_token, origin("curl/8"), &decide).await.unwrap();
        let decision = refreshed.unwrap().decision;
        assert_eq!(matches!(decision, Refresh::Rotate { .. }), works, "{decision:?}");
    }
}

#[tokio::test]
async fn credentials_work_as_little_as_what_they_draw_on() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, key) = stage.fixtures.api_key(&home, project, "key").await;
    let (_, token) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    let (_, tenant_key) = stage.fixtures.tenant_api_key(&home, "ci").await;
    let works = async || {
        let directory = stage.directory();
        let token = directory.find_personal_access_token(token, Place::Tenant).await.unwrap();
        let tenant_key = directory.find_tenant_api_key(tenant_key, Place::Tenant).await.unwrap();
        let key = directory.find_api_key(key).await.unwrap();
        [key.unwrap().fault, token.unwrap().fault, tenant_key.unwrap().fault].map(|it| it.is_none())
    };
    let [tenant, organization, user] = subjects(&home);
    for (subject, expected) in [
        (tenant, [false, false, false]),
        (organization, [false, false, true]),
        // Keys don't depend on who made them.
        (user, [true, false, true]),
    ] {
        set(&stage, subject, Standing::Suspended).await;
        assert_eq!(works().await, expected, "{subject:?}");
        set(&stage, subject, Standing::Active).await;
        assert_eq!(works().await, [true; 3], "{subject:?}");
    }
}

#[tokio::test]
async fn a_session_is_in_no_suspended_tenant() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (session, _) = stage.fixtures.session(home.founder).await;
    let directory = PostgresSessionDirectory::new(stage.database.clone());
    let place = Place::Organization(home.organization);
    set(&stage, Suspendable::Organization(home.organization), Standing::Suspended).await;
    let grants = directory.find_session(session, None, place).await.unwrap().unwrap().grants;
    assert_eq!(grants.organization.unwrap().role, None);
    set(&stage, Suspendable::Tenant(home.tenant), Standing::Suspended).await;
    let grants = directory.find_session(session, None, place).await.unwrap().unwrap().grants;
    assert_eq!((grants.tenant, grants.organization), (None, None));
    let sessions = PostgresSessionStore::new(stage.database.clone());
    let opened = sessions.open(&home.own_rows(), new_session(now()), password_hash(), now()).await;
    assert_eq!(opened.unwrap(), None);
}

#[tokio::test]
async fn nobody_comes_into_what_is_suspended() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let address = "grace@example.com";
    let (of_organization, of_tenant) = (stage.in_organization(), stage.in_tenant());
    let inner = add(&of_organization, &home, home.organization, address, Plain).await.id;
    let outer = add(&of_tenant, &home, WholeTenant, address, TenantRole::Member).await.id;
    let inner_link = stage.link(&home, inner).await.unwrap();
    let outer_link = stage.link(&home, outer).await.unwrap();
    let code = stage.test.sql("SELECT referral_code FROM organizations").await.remove(0);
    let code = tenantry_domain::organization::ReferralCode::parse(&code).unwrap();
    let refused = |outcome: &Result<_, _>| matches!(outcome, Err(JoinError::InvalidInviteToken));
    for subject in [Suspendable::Organization(home.organization), Suspendable::Tenant(home.tenant)]
    {
        set(&stage, subject, Standing::Suspended).await;
        assert!(refused(&stage.accept(grace, inner_link, address).await), "{subject:?}");
        assert_eq!(stage.link(&home, inner).await, None, "{subject:?}");
        let id = tenantry_domain::id::ReferralId::new(fresh());
        let referral =
            NewReferral { id, code: code.clone(), masked_email: "a***@example.com".to_owned() };
        let new = Registration { referral: Some(referral), ..registration(new_user("alan")) };
        let users = PostgresUserStore::new(stage.database.clone());
        let signed_up = users.register(&UserScope::for_tests(new.user.id), new, now()).await;
        assert!(matches!(signed_up, Err(RegisterError::UnknownReferralCode)), "{signed_up:?}");
    }
    assert!(refused(&stage.accept(grace, outer_link, address).await));
    for subject in [Suspendable::Organization(home.organization), Suspendable::Tenant(home.tenant)]
    {
        set(&stage, subject, Standing::Active).await;
    }
    set(&stage, Suspendable::User(grace), Standing::Suspended).await;
    assert!(refused(&stage.accept(grace, outer_link, address).await));
    set(&stage, Suspendable::User(grace), Standing::Active).await;
    assert!(stage.accept(grace, outer_link, address).await.is_ok());
}
