//! Logins that are not superusers: what they can do, and what they are told when they can't.

use std::sync::Arc;

use tenantry_domain::readiness::Readiness as _;
use tenantry_postgres::{
    Database, DatabaseSettings, MigrateError, PostgresReadiness, PrivilegeError, Role, RolesError,
    check_privileges, migrate,
};
use tenantry_testkit::fixtures::Fixtures;
use tenantry_testkit::{TestCluster, TestDatabase};

use crate::support::{Stage, is_unavailable};

/// A login of this database alone, whose name is its password.
async fn login(test: &TestDatabase, name: &str, rights: &str) -> String {
    let name = format!("{}_{name}", test.name());
    test.sql(&format!("CREATE ROLE {name} LOGIN PASSWORD '{name}' {rights}")).await;
    name
}

/// One that owns a database that was not migrated yet, on a server without our roles.
pub(crate) async fn owner(rights: &str) -> (TestDatabase, String) {
    let cluster: Arc<TestCluster> = TestCluster::private();
    let test = TestDatabase::create_bare_on(&cluster).await;
    let name = login(&test, "owner", rights).await;
    test.sql(&format!("ALTER DATABASE {} OWNER TO {name}", test.name())).await;
    (test, name)
}

fn open(test: &TestDatabase, login: &str) -> Database {
    let url = test.url_for(login);
    Database::open(&DatabaseSettings { url, ..test.settings() }).unwrap()
}

fn problems(outcome: Result<(), PrivilegeError>) -> Vec<String> {
    match outcome {
        Err(PrivilegeError::Roles { problems }) => problems,
        other => panic!("no problem with roles: {other:?}"),
    }
}

async fn serves(test: TestDatabase, login: &str) {
    let database = open(&test, login);
    check_privileges(&database).await.unwrap();
    PostgresReadiness::new(database.clone()).check().await.unwrap();
    let stage = Stage { fixtures: Fixtures::on(&database), database, test };
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.fixtures.api_key(&home, project, "key").await;
    stage.fixtures.session(home.founder).await;
}

#[tokio::test]
async fn an_owner_who_may_make_roles_needs_nobody() {
    let (test, owner) = owner("CREATEROLE").await;
    let url = test.url_for(&owner);
    migrate(&url, &url, None).await.unwrap();
    serves(test, &owner).await;
}

#[tokio::test]
async fn an_owner_who_may_not_is_told_what_an_administrator_has_to_run() {
    let (test, owner) = owner("").await;
    let url = test.url_for(&owner);
    let refused = migrate(&url, &url, None).await.unwrap_err();
    let MigrateError::Roles(RolesError::NotAllowed { statements }) = &refused else {
        panic!("{refused}");
    };
    assert!(refused.to_string().contains(statements));
    for role in Role::ALL {
        assert!(statements.contains(&format!("CREATE ROLE {} NOLOGIN;", role.name())));
    }
    test.sql(statements).await;
    migrate(&url, &url, None).await.unwrap();
    serves(test, &owner).await;
}

#[tokio::test]
async fn a_login_that_serves_needs_neither_to_own_nor_to_migrate() {
    let (test, owner) = owner("CREATEROLE").await;
    let serving = login(&test, "serving", "").await;
    migrate(&test.url_for(&owner), &test.url_for(&serving), None).await.unwrap();
    let tables_of = format!(
        "SELECT DISTINCT relowner::regrole FROM pg_class WHERE relname IN ('users', 'api_keys') \
         AND relowner <> '{serving}'::regrole"
    );
    assert_eq!(test.sql(&tables_of).await, [owner]);
    // With nothing pending it finds so by itself.
    let plain = test.url_for(&serving);
    assert_eq!(migrate(&plain, &plain, None).await.unwrap(), [""; 0]);
    serves(test, &serving).await;
}

#[tokio::test]
async fn a_login_that_may_not_take_on_the_roles_is_told_what_is_missing_and_gets_nothing() {
    let test = TestDatabase::create().await;
    let stranger = login(&test, "stranger", "").await;
    let database = open(&test, &stranger);
    let problems = problems(check_privileges(&database).await);
    assert_eq!(problems.len(), Role::ALL.len());
    for (problem, role) in problems.iter().zip(Role::ALL) {
        let fix = format!("run GRANT {} TO \"{stranger}\"", role.name());
        assert!(problem.contains(&fix), "{problem}");
    }
    assert!(is_unavailable(&PostgresReadiness::new(database).check().await));
    test.sql(&format!("DROP ROLE {stranger}")).await;
}

#[tokio::test]
async fn a_role_that_is_too_strong_stops_the_start_and_the_fix_is_named() {
    let cluster = TestCluster::private();
    let test = TestDatabase::create_on(&cluster).await;
    let database = test.database();
    check_privileges(&database).await.unwrap();
    for (spoil, fix) in [
        ("ALTER ROLE tenantry_tenant SUPERUSER", "ALTER ROLE tenantry_tenant NOSUPERUSER;"),
        ("ALTER ROLE tenantry_tenant BYPASSRLS", "ALTER ROLE tenantry_tenant NOBYPASSRLS;"),
        ("ALTER ROLE tenantry_base LOGIN", "ALTER ROLE tenantry_base NOLOGIN"),
        ("GRANT pg_read_all_data TO tenantry_user", "REVOKE pg_read_all_data FROM tenantry_user;"),
        ("GRANT CREATE ON SCHEMA public TO tenantry_user", "REVOKE CREATE ON SCHEMA public FROM"),
        ("ALTER TABLE users OWNER TO tenantry_user", "ALTER TABLE users OWNER TO"),
    ] {
        test.sql(spoil).await;
        let problems = problems(check_privileges(&database).await);
        assert!(problems.iter().any(|problem| problem.contains(fix)), "{problems:?}");
    }
}

#[tokio::test]
async fn a_server_without_the_roles_is_not_served_from() {
    let cluster = TestCluster::private();
    let test = TestDatabase::create_bare_on(&cluster).await;
    let problems = problems(check_privileges(&test.database()).await);
    assert_eq!(problems.len(), Role::ALL.len());
    assert!(problems.iter().all(|problem| problem.ends_with("run `tenantry migrate`")));
}
