//! What docs/distribution.md says of each table, against the tables that there are.

use tenantry_testkit::TestDatabase;

const DOCUMENT: &str = include_str!("../../../../docs/distribution.md");

/// Each table of the document with how it would be spread.
fn listed() -> Vec<(&'static str, &'static str)> {
    let rows = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| row.split_once("` | "));
    cells.map(|(table, rest)| (table, rest.split(" |").next().unwrap())).collect()
}

#[tokio::test]
async fn every_table_is_in_the_document_and_none_that_is_not_there() {
    let test = TestDatabase::create().await;
    let tables = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') \
        AND relnamespace = 'public'::regnamespace AND relname <> '__diesel_schema_migrations' ORDER BY relname";
    let listed: Vec<_> = listed().into_iter().map(|(table, _)| table).collect();
    assert_eq!(listed, test.sql(tables).await);
}

#[tokio::test]
async fn what_would_be_spread_by_tenant_is_what_has_the_tenant_first_in_its_key() {
    let test = TestDatabase::create().await;
    let keyed = "SELECT relname FROM pg_class \
        JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'tenant_id' AND attnotnull \
        JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'p' AND conkey[1] = attnum \
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname";
    let by_tenant = listed().into_iter().filter(|(_, how)| *how == "by `tenant_id`");
    let by_tenant: Vec<_> = by_tenant.map(|(table, _)| table).collect();
    assert_eq!(by_tenant, test.sql(keyed).await);
}

#[tokio::test]
async fn the_uniqueness_over_all_tenants_that_the_document_names_is_all_there_is() {
    let test = TestDatabase::create().await;
    let global = "SELECT index.relname FROM pg_index \
        JOIN pg_class index ON index.oid = indexrelid JOIN pg_class holder ON holder.oid = indrelid \
        JOIN pg_attribute ON attrelid = indrelid AND attname = 'tenant_id' AND attnotnull \
        WHERE indisunique AND holder.relnamespace = 'public'::regnamespace \
          AND NOT attnum = ANY (indkey::int2[]) ORDER BY 1";
    let found = test.sql(global).await;
    assert!(!found.is_empty());
    for name in found {
        assert!(DOCUMENT.contains(&format!("`{name}`")), "{name}");
    }
}
