//! Nobody sees or changes what is not theirs, whatever the query says.

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use tenantry_domain::access::{SystemScope, UserScope};
use tenantry_domain::id::UserId;
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::setting::StoredValue;
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::WorkError;
use tenantry_testkit::fixtures::{Home, fresh};

use crate::support::{Stage, cells, refusal};

const TABLES: &str = "SELECT relname::text AS cell FROM pg_class \
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1";
/// Every table of a tenant's rows with the column that says whose they are.
const TENANT_TABLES: &str = "SELECT concat_ws('.', relname, attname) FROM pg_class \
    JOIN pg_attribute ON attrelid = pg_class.oid \
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
      AND (attname = 'tenant_id' OR (relname, attname) = ('tenants', 'id')) \
      AND has_table_privilege('tenantry_tenant', pg_class.oid, 'SELECT') ORDER BY 1";

/// Two tenants with something in every table.
async fn two_homes(stage: &Stage) -> (Home, Home) {
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    for (home, friend) in [(&ours, "alan"), (&theirs, "edsger")] {
        let project = stage.fixtures.project(home, "Engine").await;
        stage.fixtures.api_key(home, project, "key").await;
        stage.fixtures.session(home.founder).await;
        stage.fixtures.referred(home, friend).await;
        stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
        stage.fixtures.tenant_api_key(home, "key").await;
        stage.fixtures.setting(home, "colour", StoredValue::Plain("red".to_owned())).await;
        let secret = StoredValue::Sealed(SealedBytes(vec![7]));
        stage.fixtures.setting(home, "secret", secret).await;
        let challenge = format!(
            "INSERT INTO challenges VALUES ('{0}', 'email', 'a@b', sha256('{0}'), now(), now())",
            home.founder
        );
        stage.test.sql(&challenge).await;
        let invitation = format!(
            "INSERT INTO invitations (tenant_id, id, email, email_key, role, invited_by, created_at, expires_at) \
             VALUES ('{}', '{}', 'a@b', 'a@b', 'MEMBER', '{}', now(), now())",
            home.tenant,
            fresh(),
            home.founder
        );
        stage.test.sql(&invitation).await;
    }
    (ours, theirs)
}

async fn tenant_tables(stage: &Stage) -> Vec<(String, String)> {
    let named = stage.test.sql(TENANT_TABLES).await;
    let tables: Vec<_> = named
        .iter()
        .map(|name| name.split_once('.').unwrap())
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .collect();
    assert!(tables.len() >= 8, "{tables:?}");
    tables
}

/// What can be ended, and never begins again.
const ENDS: [(&str, &str); 3] = [
    ("api_keys", "deleted_at"),
    ("tenant_api_keys", "deleted_at"),
    ("personal_access_tokens", "revoked_at"),
];

async fn attempt(
    connection: &mut AsyncPgConnection,
    sql: &str,
) -> Result<usize, WorkError<StoreError>> {
    Ok(diesel::sql_query(sql).execute(connection).await?)
}

#[tokio::test]
async fn a_tenant_sees_its_own_rows_of_every_table_and_no_others() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    for (table, column) in tenant_tables(&stage).await {
        let sql = format!("SELECT DISTINCT {column}::text AS cell FROM {table}");
        let seen: Result<_, StoreError> =
            stage.database.in_tenant(&ours.scope(), async |c| cells(c, &sql).await).await;
        assert_eq!(seen.unwrap(), [ours.tenant.to_string()], "{table}");
    }
}

#[tokio::test]
async fn a_tenant_changes_nothing_of_another() {
    let stage = Stage::new().await;
    let (ours, theirs) = two_homes(&stage).await;
    let changeable = "SELECT concat_ws('.', relname, attname) FROM pg_class \
        JOIN pg_attribute ON attrelid = pg_class.oid \
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 \
          AND has_column_privilege('tenantry_tenant', pg_class.oid, attnum, 'UPDATE')";
    let changeable = stage.test.sql(changeable).await;
    assert!(changeable.len() >= 9, "{changeable:?}");
    for name in changeable {
        let (table, column) = name.split_once('.').unwrap();
        let owner = if table == "tenants" { "id" } else { "tenant_id" };
        let value = if ENDS.contains(&(table, column)) { "now()" } else { column };
        let sql = format!("UPDATE {table} SET {column} = {value} WHERE {owner} = ");
        let change = async |home: &Home| -> usize {
            let sql = format!("{sql}'{}'", home.tenant);
            let done: Result<_, StoreError> =
                stage.database.in_tenant(&ours.scope(), async |c| attempt(c, &sql).await).await;
            done.unwrap()
        };
        assert_eq!(change(&theirs).await, 0, "{name}");
        assert_ne!(change(&ours).await, 0, "{name}");
    }
}

#[tokio::test]
async fn what_was_ended_is_never_brought_back() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    for (table, column) in ENDS {
        stage.test.sql(&format!("UPDATE {table} SET {column} = now()")).await;
        let sql = format!("UPDATE {table} SET {column} = NULL");
        let in_tenant: Result<_, StoreError> = stage
            .database
            .in_tenant(&ours.scope(), async |c| Ok(refusal(attempt(c, &sql).await)))
            .await;
        assert!(in_tenant.unwrap().contains("row-level security policy"), "{table}");
    }
    let sql = "UPDATE personal_access_tokens SET revoked_at = NULL";
    let by_owner: Result<_, StoreError> = stage
        .database
        .in_user(&ours.own_rows(), async |c| Ok(refusal(attempt(c, sql).await)))
        .await;
    assert!(by_owner.unwrap().contains("row-level security policy"));
    for table in ["organizations", "tenants"] {
        stage.test.sql(&format!("UPDATE {table} SET deleted_at = now()")).await;
        let sql = format!("UPDATE {table} SET deleted_at = NULL");
        let touched: Result<_, StoreError> =
            stage.database.in_tenant(&ours.scope(), async |c| attempt(c, &sql).await).await;
        assert_eq!(touched.unwrap(), 0, "{table}");
    }
}

#[tokio::test]
async fn a_tenant_adds_nothing_to_another() {
    let stage = Stage::new().await;
    let (ours, theirs) = two_homes(&stage).await;
    for (table, column) in tenant_tables(&stage).await {
        let sql = format!(
            "INSERT INTO {table} SELECT (jsonb_populate_record(own, \
             jsonb_build_object('id', '{}', '{column}', '{}'))).* FROM {table} own LIMIT 1",
            fresh(),
            theirs.tenant
        );
        let message: Result<_, StoreError> = stage
            .database
            .in_tenant(&ours.scope(), async |c| Ok(refusal(attempt(c, &sql).await)))
            .await;
        let message = message.unwrap();
        // A token is made by its owner, and by nobody in a tenant's name.
        let refused = match table.as_str() {
            "personal_access_tokens" => "permission denied for table personal_access_tokens",
            _ => "row-level security policy",
        };
        assert!(message.contains(refused), "{table}: {message}");
    }
}

#[tokio::test]
async fn nobody_makes_a_token_for_an_organization_that_they_are_not_in() {
    let stage = Stage::new().await;
    let (ours, theirs) = two_homes(&stage).await;
    let sql = format!(
        "INSERT INTO personal_access_tokens \
             (tenant_id, id, organization_id, user_id, name, prefix, masked, created_at, expires_at) \
         VALUES ('{}', '{}', '{}', '{}', 'x', 'x', 'x', now(), now())",
        theirs.tenant,
        fresh(),
        theirs.organization,
        ours.founder
    );
    let message: Result<_, StoreError> = stage
        .database
        .in_user(&ours.own_rows(), async |c| Ok(refusal(attempt(c, &sql).await)))
        .await;
    let message = message.unwrap();
    assert!(message.contains("row-level security policy"), "{message}");
}

#[tokio::test]
async fn a_tenant_enters_no_credential_of_a_person() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    let sql = format!(
        "INSERT INTO credentials (digest, kind, id, tenant_id, user_id) \
         VALUES (sha256('x'), 'personal_access_token', '{}', '{}', '{}')",
        fresh(),
        ours.tenant,
        ours.founder
    );
    let message: Result<_, StoreError> = stage
        .database
        .in_tenant(&ours.scope(), async |c| Ok(refusal(attempt(c, &sql).await)))
        .await;
    let message = message.unwrap();
    assert!(message.contains("row-level security policy"), "{message}");
}

#[tokio::test]
async fn a_tenant_reads_no_secret_and_nobodys_account() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    for table in [
        "passwords",
        "challenges",
        "credentials",
        "sessions",
        "users",
        "service_credentials",
        "signing_keys",
        "outbox",
        "throttles",
    ] {
        let sql = format!("SELECT * FROM {table}");
        let message: Result<_, StoreError> = stage
            .database
            .in_tenant(&ours.scope(), async |c| Ok(refusal(attempt(c, &sql).await)))
            .await;
        assert_eq!(message.unwrap(), format!("permission denied for table {table}"));
    }
}

#[tokio::test]
async fn of_people_a_tenant_knows_the_addresses_and_names_of_those_that_are_in_it() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    let sql =
        "SELECT concat_ws(' ', id, email, email_key, first_name, last_name) AS cell FROM users";
    let seen: Result<_, StoreError> =
        stage.database.in_tenant(&ours.scope(), async |c| cells(c, sql).await).await;
    let ada = format!("{} ada@example.com ada@example.com ada Example", ours.founder);
    assert_eq!(seen.unwrap(), [ada]);
    for column in ["phone_number", "status", "email_verified_at"] {
        let sql = format!("SELECT {column}::text AS cell FROM users");
        let message: Result<_, StoreError> = stage
            .database
            .in_tenant(&ours.scope(), async |c| Ok(refusal(attempt(c, &sql).await)))
            .await;
        assert_eq!(message.unwrap(), "permission denied for table users", "{column}");
    }
}

#[tokio::test]
async fn a_tenant_leaves_messages_in_its_own_name_alone() {
    let stage = Stage::new().await;
    let (ours, theirs) = two_homes(&stage).await;
    let leave = |tenant: &str| {
        format!(
            "INSERT INTO outbox (id, kind, channel, recipient, created_at, next_attempt_at, tenant_id, invitation_id) \
             VALUES ('{0}', 'invitation', 'mail', 'a@b', now(), now(), {tenant}, '{0}')",
            fresh()
        )
    };
    for tenant in [format!("'{}'", theirs.tenant), "NULL".to_owned()] {
        let sql = leave(&tenant);
        let message: Result<_, StoreError> = stage
            .database
            .in_tenant(&ours.scope(), async |c| Ok(refusal(attempt(c, &sql).await)))
            .await;
        let message = message.unwrap();
        assert!(message.contains("row-level security policy"), "{tenant}: {message}");
    }
    stage.test.sql(&leave(&format!("'{}'", theirs.tenant))).await;
    let delete = "DELETE FROM outbox WHERE invitation_id IS NOT NULL OR invitation_id IS NULL";
    let deleted: Result<_, StoreError> =
        stage.database.in_tenant(&ours.scope(), async |c| attempt(c, delete).await).await;
    assert_eq!(deleted.unwrap(), 0);
}

#[tokio::test]
async fn a_person_sees_their_own_rows_and_no_others() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    for (table, column) in [
        ("users", "id"),
        ("passwords", "user_id"),
        ("sessions", "user_id"),
        ("tenant_members", "user_id"),
        ("organization_members", "user_id"),
        ("personal_access_tokens", "user_id"),
        ("challenges", "user_id"),
        ("outbox", "user_id"),
        ("audit_events", "user_id"),
    ] {
        let sql = format!("SELECT DISTINCT {column}::text AS cell FROM {table}");
        let seen: Result<_, StoreError> =
            stage.database.in_user(&ours.own_rows(), async |c| cells(c, &sql).await).await;
        assert_eq!(seen.unwrap(), [ours.founder.to_string()], "{table}");
    }
    for (table, own) in
        [("tenants", ours.tenant.to_string()), ("organizations", ours.organization.to_string())]
    {
        let sql = format!("SELECT id::text AS cell FROM {table}");
        let seen: Result<_, StoreError> =
            stage.database.in_user(&ours.own_rows(), async |c| cells(c, &sql).await).await;
        assert_eq!(seen.unwrap(), [own], "{table}");
    }
}

#[tokio::test]
async fn a_person_can_make_nobody_else_an_account() {
    let stage = Stage::new().await;
    let scope = UserScope::for_tests(UserId::new(fresh()));
    let sql = format!(
        "INSERT INTO users (id, email, email_key, first_name, last_name, created_at, updated_at) \
         VALUES ('{}', 'a@b', 'a@b', 'a', 'b', now(), now())",
        fresh()
    );
    let message: Result<_, StoreError> =
        stage.database.in_user(&scope, async |c| Ok(refusal(attempt(c, &sql).await))).await;
    let message = message.unwrap();
    assert!(message.contains("row-level security policy"), "{message}");
}

#[tokio::test]
async fn the_installation_sees_of_keys_how_often_they_were_used_and_of_people_nothing() {
    let stage = Stage::new().await;
    two_homes(&stage).await;
    for denied in [
        "SELECT name FROM api_keys",
        "SELECT email FROM users",
        "SELECT digest FROM credentials",
        "SELECT name FROM organizations",
        "SELECT name FROM tenants",
        "SELECT value FROM tenant_settings",
        "SELECT name FROM personal_access_tokens",
        "SELECT name FROM tenant_api_keys",
        "SELECT referred_user_id FROM referrals",
        "SELECT user_id FROM tenant_members",
        "SELECT user_id FROM sessions",
        "SELECT id FROM audit_events",
        "SELECT user_id FROM challenges",
    ] {
        let scope = SystemScope::for_job("test");
        let message: Result<_, StoreError> =
            stage.database.in_system(&scope, async |c| Ok(refusal(attempt(c, denied).await))).await;
        assert!(message.unwrap().starts_with("permission denied"), "{denied}");
    }
}

#[tokio::test]
async fn outside_of_a_scope_no_table_answers() {
    let stage = Stage::new().await;
    let (ours, _) = two_homes(&stage).await;
    let tables = stage.test.sql(TABLES).await;
    assert!(tables.len() >= 18, "{tables:?}");
    for table in tables {
        let outcome: Result<(), StoreError> = stage
            .database
            .in_tenant(&ours.scope(), async |connection| {
                connection.batch_execute("COMMIT").await?;
                for sql in [format!("SELECT * FROM {table}"), format!("DELETE FROM {table}")] {
                    let message = refusal(attempt(connection, &sql).await);
                    assert_eq!(message, format!("permission denied for table {table}"));
                }
                Ok(())
            })
            .await;
        outcome.unwrap();
    }
}
