//! An address that asks for encryption gets it or nothing.

use std::path::PathBuf;

use tenantry_domain::readiness::Readiness as _;
use tenantry_postgres::{
    Database, DatabaseSettings, DatabaseUrl, InvalidSettings, PostgresReadiness,
};
use tenantry_testkit::TestDatabase;

use crate::support::is_unavailable;

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/adapters/data").join(name)
}

fn settings(test: &TestDatabase, mode: &str, ca_file: &str) -> DatabaseSettings {
    let url = DatabaseUrl::new(format!("{}?sslmode={mode}", test.url()));
    DatabaseSettings { url, ca_file: Some(data(ca_file)), ..test.settings() }
}

#[tokio::test]
async fn a_server_without_encryption_is_not_used_where_the_address_asks_for_it() {
    let test = TestDatabase::create().await;
    for mode in ["require", "verify-ca", "verify-full"] {
        let database = Database::open(&settings(&test, mode, "authority.pem")).unwrap();
        assert!(is_unavailable(&PostgresReadiness::new(database).check().await), "{mode}");
    }
    for mode in ["disable", "prefer"] {
        let database = Database::open(&settings(&test, mode, "authority.pem")).unwrap();
        PostgresReadiness::new(database).check().await.unwrap();
    }
}

#[tokio::test]
async fn certificates_that_cannot_be_read_stop_the_start_and_are_named() {
    let test = TestDatabase::create().await;
    for (file, reason) in [("missing.pem", "No such file"), ("../main.rs", "no certificate in PEM")]
    {
        let refused = Database::open(&settings(&test, "require", file)).unwrap_err();
        assert!(matches!(refused, InvalidSettings::CaFile { .. }), "{refused}");
        let message = refused.to_string();
        assert!(message.contains(file) && message.contains(reason), "{message}");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_refused_without_being_repeated() {
    for url in
        ["postgres://u:hunter2@db/x?sslmode=verify", "postgres://u:hunter2@db:port/x", "hunter2"]
    {
        let settings = DatabaseSettings { url: url.into(), pool_size: 1, ca_file: None };
        let refused = Database::open(&settings).unwrap_err();
        assert!(matches!(refused, InvalidSettings::Url(_)), "{refused}");
        assert!(!refused.to_string().contains("hunter2"), "{refused}");
    }
}
