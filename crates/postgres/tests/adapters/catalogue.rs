//! Every table, role, policy and right against a list that is reviewed.

use tenantry_postgres::CONSTRAINTS;
use tenantry_testkit::TestDatabase;

/// Each table with its flags and policies, then who may do what with which columns.
const CATALOGUE: &str = "
WITH tables AS (
    SELECT oid, relname, relrowsecurity, relforcerowsecurity FROM pg_class
     WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace = 'public'::regnamespace
), lines AS (
    SELECT relname, 1 AS part, '' AS subject,
           format('%s: row level security %s', relname,
                  CASE WHEN relrowsecurity AND relforcerowsecurity THEN 'forced'
                       WHEN relrowsecurity THEN 'enabled' ELSE 'off' END) AS line
      FROM tables
    UNION ALL
    SELECT relname, 2, polname || polroles::regrole[]::text,
           format('  policy %s%s for %s to %s%s%s', polname, CASE WHEN polpermissive THEN '' ELSE ' (restrictive)' END,
                  CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                              WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                  polroles::regrole[],
                  E'\\n    using ' || pg_get_expr(polqual, polrelid),
                  E'\\n    check ' || pg_get_expr(polwithcheck, polrelid))
      FROM tables JOIN pg_policy ON polrelid = tables.oid
    UNION ALL
    SELECT relname, 3, grantee || min(column_names), format('  %s may %s%s', grantee, string_agg(privilege_type, ', ' ORDER BY privilege_type), nullif(format(' (%s)', column_names), ' ()'))
      FROM (
        SELECT relname, grantee::regrole::text AS grantee, privilege_type, '' AS column_names
          FROM tables JOIN pg_class USING (oid, relname), aclexplode(relacl)
         WHERE grantee <> relowner
        UNION ALL
        SELECT tables.relname, grantee::regrole::text, privilege_type, string_agg(attname, ', ' ORDER BY attnum)
          FROM tables JOIN pg_attribute ON attrelid = tables.oid AND NOT attisdropped, aclexplode(attacl)
         GROUP BY tables.relname, grantee, privilege_type
      ) AS granted
     GROUP BY relname, grantee, column_names
)
SELECT line FROM lines ORDER BY relname, part, subject";

pub(crate) async fn catalogue(test: &TestDatabase) -> String {
    test.sql(CATALOGUE).await.join("\n")
}

#[tokio::test]
async fn every_table_policy_and_right_is_a_reviewed_one() {
    let test = TestDatabase::create().await;
    insta::assert_snapshot!(catalogue(&test).await);
}

#[tokio::test]
async fn the_roles_are_weak_and_members_of_nothing() {
    let test = TestDatabase::create().await;
    let roles = "SELECT format('%s: super %s, inherit %s, create role %s, create db %s, login %s, replication %s, \
            bypass rls %s, member of %s', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, \
            rolreplication, rolbypassrls, ARRAY(SELECT roleid::regrole FROM pg_auth_members WHERE member = pg_roles.oid)) \
        FROM pg_roles WHERE rolname LIKE 'tenantry\\_%' AND NOT rolcanlogin ORDER BY rolname";
    insta::assert_snapshot!(test.sql(roles).await.join("\n"));
}

#[tokio::test]
async fn row_level_security_is_forced_on_every_table() {
    let test = TestDatabase::create().await;
    let open = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') \
        AND relnamespace = 'public'::regnamespace AND NOT (relrowsecurity AND relforcerowsecurity)";
    assert_eq!(test.sql(open).await, ["__diesel_schema_migrations"]);
}

/// So that a transaction has to say nothing but its own: what it left of an earlier identity would be read by nobody.
#[tokio::test]
async fn no_role_sees_rows_by_what_another_is_told() {
    let test = TestDatabase::create().await;
    let told = "SELECT DISTINCT format('%s: %s', role, setting[1]) FROM pg_policies, unnest(roles) AS role, \
        regexp_matches(concat(qual, with_check), '(tenantry\\.\\w+)', 'g') AS setting ORDER BY 1";
    let each_its_own = ["tenantry_tenant: tenantry.tenant_id", "tenantry_user: tenantry.user_id"];
    assert_eq!(test.sql(told).await, each_its_own);
    let elsewhere = "SELECT proname FROM pg_proc \
        WHERE prosrc LIKE '%tenantry.%' AND pronamespace = 'public'::regnamespace";
    assert_eq!(test.sql(elsewhere).await, [""; 0]);
}

#[tokio::test]
async fn every_tenant_table_has_the_tenant_first_in_its_key_and_in_its_references() {
    let test = TestDatabase::create().await;
    let keys = "SELECT relname FROM pg_class \
        JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'tenant_id' AND attnotnull \
        LEFT JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'p' \
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND conkey[1] IS DISTINCT FROM attnum";
    assert_eq!(test.sql(keys).await, [""; 0]);
    let references = "SELECT conname FROM pg_constraint \
        JOIN pg_attribute mine ON mine.attrelid = conrelid AND mine.attname = 'tenant_id' \
        JOIN pg_attribute theirs ON theirs.attrelid = confrelid AND theirs.attname = 'tenant_id' \
        WHERE contype = 'f' AND NOT (conkey[1] = mine.attnum AND confkey[1] = theirs.attnum)";
    assert_eq!(test.sql(references).await, [""; 0]);
}

#[tokio::test]
async fn every_foreign_key_is_indexed_and_none_cascades() {
    let test = TestDatabase::create().await;
    let unindexed = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT EXISTS ( \
        SELECT FROM pg_index WHERE indrelid = conrelid AND indpred IS NULL \
           AND (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey)";
    assert_eq!(test.sql(unindexed).await, [""; 0]);
    let cascading = "SELECT conname FROM pg_constraint \
        WHERE contype = 'f' AND (confdeltype <> 'a' OR confupdtype <> 'a')";
    assert_eq!(test.sql(cascading).await, [""; 0]);
    assert_ne!(test.sql("SELECT count(*) FROM pg_constraint WHERE contype = 'f'").await, ["0"]);
}

#[tokio::test]
async fn every_constraint_that_is_an_answer_exists() {
    let test = TestDatabase::create().await;
    for name in CONSTRAINTS {
        let unique = format!(
            "SELECT count(*) FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid \
             WHERE relname = '{name}' AND indisunique"
        );
        assert_eq!(test.sql(&unique).await, ["1"], "{name}");
    }
}
