//! `schema.rs` against the migrated database.

use tenantry_testkit::TestDatabase;

const SCHEMA: &str = include_str!("../../src/schema.rs");

/// What `diesel print-schema` would print for each table.
const TABLES: &str = "
SELECT format(E'diesel::table! {\\n    %s (%s) {\\n%s\\n    }\\n}', relname,
       (SELECT string_agg(attname, ', ' ORDER BY array_position(conkey, attnum))
          FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum = ANY(conkey)),
       (SELECT string_agg(format('        %s -> %s,', attname,
               CASE WHEN attnotnull THEN diesel ELSE format('Nullable<%s>', diesel) END), E'\\n' ORDER BY attnum)
          FROM pg_attribute
          JOIN (VALUES ('uuid', 'Uuid'), ('text', 'Text'), ('timestamptz', 'Timestamptz'), ('int4', 'Int4'), ('int8', 'Int8'),
                       ('bytea', 'Bytea'), ('inet', 'Inet'), ('_text', 'Array<Nullable<Text>>')) AS types (typname, diesel)
            ON atttypid = typname::regtype
         WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped))
  FROM pg_class JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'p'
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '__diesel_schema_migrations'
 ORDER BY relname";

#[tokio::test]
async fn the_schema_in_the_code_is_that_of_the_migrated_database() {
    let test = TestDatabase::create().await;
    let migrated = test.sql(TABLES).await.join("\n\n");
    let from = SCHEMA.find("diesel::table!").unwrap();
    let to = SCHEMA.find("diesel::joinable!").unwrap();
    assert_eq!(SCHEMA[from..to].trim(), migrated);
    let columns = "SELECT count(*) FROM information_schema.columns \
        WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'";
    assert_eq!(test.sql(columns).await, [migrated.matches(" -> ").count().to_string()]);
}

#[tokio::test]
async fn the_references_in_the_code_are_those_of_the_migrated_database() {
    let test = TestDatabase::create().await;
    let single = "SELECT format('diesel::joinable!(%s -> %s (%s));', conrelid::regclass, confrelid::regclass, attname) \
        FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1] \
        WHERE contype = 'f' AND cardinality(conkey) = 1 ORDER BY 1";
    let joinable: Vec<_> = SCHEMA.lines().filter(|line| line.contains("joinable!")).collect();
    assert_eq!(joinable, test.sql(single).await);
}
