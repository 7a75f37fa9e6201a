//! The command line: with a database that is given, with the private one, beside a running service and without.

use std::fs;

use serde_json::{Value, json};
use tenantry_testkit::{Program, Requests as _, TestCluster, TestDatabase, TestServer};

use crate::fixtures::keys;

const OTHER_MASTER_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

#[tokio::test]
async fn migrate_brings_a_schema_up_to_date_once() {
    let database = TestDatabase::create_bare_on(&TestCluster::shared()).await;
    let program = Program::on(database.url());
    let first = program.run(&["migrate"]).await.succeeded();
    assert!(
        first.lines().count() > 3 && first.lines().all(|line| line.starts_with("Applied ")),
        "{first}"
    );
    assert_eq!(program.run(&["migrate"]).await.succeeded(), "The schema is up to date.\n");
    program.serve().await.get("/readyz").await.ok(200);
}

#[tokio::test]
async fn serve_brings_a_schema_up_to_date_too() {
    let database = TestDatabase::create_bare_on(&TestCluster::shared()).await;
    let server = Program::on(database.url()).serve().await;
    server.get("/readyz").await.ok(200);
    server.owner("ada").await;
}

#[tokio::test]
async fn several_that_start_at_once_on_an_empty_database_all_serve() {
    let database = TestDatabase::create_bare_on(&TestCluster::shared()).await;
    let program = Program::on(database.url()).with("secrets.master_key", OTHER_MASTER_KEY);
    let others = [program.elsewhere(), program.elsewhere()];
    let [second, third] = &others;
    let servers = tokio::join!(program.serve(), second.serve(), third.serve());
    let ada = servers.0.signed_up("ada").await;
    for server in [&servers.0, &servers.1, &servers.2] {
        server.get("/api/v1/users/me").bearer(&ada.access_token).await.ok(200);
    }
}

#[tokio::test]
async fn openapi_prints_the_document_without_any_database() {
    let server = TestServer::start().await;
    let printed = Program::on("postgres://nobody@127.0.0.1:1/nowhere").run(&["openapi"]).await;
    let printed: Value = serde_json::from_str(&printed.succeeded()).unwrap();
    assert_eq!(printed, server.get("/openapi.json").await.ok(200));
}

#[tokio::test]
async fn service_credentials_are_made_listed_and_revoked() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url());
    let made = program.run(&["service-credential", "create", "gateway"]).await;
    let told = made.stderr.clone();
    let secret = made.succeeded();
    assert!(secret.starts_with("svc-nc-") && secret.lines().count() == 1, "{secret}");
    assert!(!told.contains(secret.trim()), "{told}");
    program.run(&["service-credential", "create", "a name with spaces"]).await.succeeded();

    let list =
        || async { program.run(&["service-credential", "list", "--json"]).await.succeeded() };
    let listed: Value = serde_json::from_str(&list().await).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(
        keys(&listed[1]),
        ["allows", "created_at", "id", "last_used_at", "masked", "name", "revoked_at"]
    );
    assert_eq!(
        (&listed[0]["name"], &listed[1]["name"]),
        (&json!("a name with spaces"), &json!("gateway"))
    );
    let moments = (&listed[1]["revoked_at"], &listed[1]["last_used_at"]);
    assert_eq!(moments, (&Value::Null, &Value::Null));
    let masked = format!("{}...{}", &secret[..11], &secret.trim()[secret.trim().len() - 4..]);
    assert_eq!(listed[1]["masked"], masked.as_str());
    let id = listed[1]["id"].as_str().unwrap();

    program.run(&["service-credential", "revoke", id]).await.succeeded();
    let listed: Value = serde_json::from_str(&list().await).unwrap();
    assert!(listed[1]["revoked_at"].is_string(), "{listed}");
    let table = program.run(&["service-credential", "list"]).await.succeeded();
    assert!(
        table.contains("gateway") && table.contains(id) && !table.contains(secret.trim()),
        "{table}"
    );

    let unknown = crate::fixtures::never_issued();
    for id in [unknown.as_str(), "nonsense"] {
        let message = program.run(&["service-credential", "revoke", id]).await.failed();
        assert!(!message.is_empty());
    }
    program.run(&["service-credential", "create", ""]).await.failed();
}

#[tokio::test]
async fn config_show_prints_what_is_in_force_with_secrets_masked() {
    let program = Program::on("postgres://ada:the-password@db.example.com/tenantry")
        .with("database.migrate_url", "postgres://owner:another-password@db.example.com/tenantry")
        .with("secrets.master_key", OTHER_MASTER_KEY)
        .with("mail.smtp.password", "a-password-for-mail")
        .with("sms.twilio.auth_token", "a-token-for-texts")
        .with("api_keys.resource_types", "gpu,disk");
    let shown = program.run(&["config", "show"]).await.succeeded();
    let secrets = [
        "the-password",
        "another-password",
        OTHER_MASTER_KEY,
        "a-password-for-mail",
        "a-token-for-texts",
    ];
    for secret in secrets {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("********"), "{shown}");
    for setting in ["db.example.com", "gpu", "disk", "127.0.0.1:0", "access_lifetime = \"10m\""] {
        assert!(shown.contains(setting), "{setting} in\n{shown}");
    }
}

#[tokio::test]
async fn what_config_show_prints_is_a_file_of_settings() {
    let program = Program::on("postgres://ada@db.example.com/tenantry");
    let shown = program.run(&["config", "show"]).await.succeeded();
    let file = program.data_dir().join("settings.toml");
    fs::write(&file, &shown).unwrap();
    let file = file.to_str().unwrap();
    let again = program.run(&["--config", file, "config", "show"]).await.succeeded();
    assert_eq!(again, shown);
}

#[tokio::test]
async fn a_wrong_setting_stops_the_start_and_is_named() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url());
    for (setting, value, words) in [
        ("server.port", "80", "server.port"),
        ("nonsense", "1", "nonsense"),
        ("server.bind", "nowhere", "server.bind"),
        ("server.public_url", "example.com", "server.public_url"),
        ("database.pool_size", "0", "database.pool_size"),
        ("tokens.access_lifetime", "ten minutes", "tokens.access_lifetime"),
        ("tokens.access_lifetime", "0s", "tokens.access_lifetime"),
        ("passwords.min_length", "4", "passwords.min_length"),
        ("auth.require_verified_email", "maybe", "auth.require_verified_email"),
        ("credentials.prefix", "N-C", "credentials.prefix"),
        ("api_keys.max_per_project", "-1", "api_keys.max_per_project"),
        ("log.level", "loud", "log.level"),
        ("secrets.master_key", "c2hvcnQ=", "secrets.master_key"),
        ("server.tls_certificate", "/nowhere.pem", "server.tls_private_key"),
        ("server.trusted_proxies", "10.0.0.0/33", "server.trusted_proxies"),
        ("auth.code_lifetime", "0s", "auth.code_lifetime"),
        ("auth.notify_new_device", "perhaps", "auth.notify_new_device"),
        ("limits.sign_ups", "0", "limits.sign_ups"),
        ("brand.color", "red", "brand.color"),
        ("brand.support_address", "nobody", "brand.support_address"),
        ("mail.from", "nobody", "mail.from"),
        ("mail.transport", "pigeons", "mail.transport"),
        ("mail.transport", "smtp", "mail.smtp.host"),
        ("mail.reset_password_url", "nowhere", "mail.reset_password_url"),
        ("sms.transport", "twilio", "sms.twilio.account_sid"),
    ] {
        let ended = program.clone().with(setting, value).run(&["serve"]).await;
        assert_eq!(ended.stdout, "", "{setting}");
        let message = ended.failed();
        assert!(message.contains(words), "{setting}: {message}");
        assert!(!message.contains("panicked"), "{setting}: {message}");
    }
    let file = program.data_dir().join("settings.toml");
    fs::write(&file, "[server]\nbindd = \"127.0.0.1:0\"\n").unwrap();
    let message = program.run(&["--config", file.to_str().unwrap(), "serve"]).await.failed();
    assert!(message.contains("server.bindd") && message.contains("settings.toml"), "{message}");
}

#[tokio::test]
async fn secrets_may_come_from_files() {
    let database = TestDatabase::create().await;
    let program = Program::new();
    let (url, key) = (program.data_dir().join("url"), program.data_dir().join("key"));
    fs::write(&url, format!("{}\n", database.url())).unwrap();
    fs::write(&key, format!("{OTHER_MASTER_KEY}\n")).unwrap();
    let program = program
        .with("database.url_file", url.to_str().unwrap())
        .with("secrets.master_key_file", key.to_str().unwrap());
    let server = program.serve().await;
    let ada = server.signed_up("ada").await;
    let given =
        Program::on(database.url()).with("secrets.master_key", OTHER_MASTER_KEY).serve().await;
    given.get("/api/v1/users/me").bearer(&ada.access_token).await.ok(200);
}

#[tokio::test]
async fn a_database_url_from_the_environment_will_do() {
    let database = TestDatabase::create().await;
    let server = Program::new().with_variable("DATABASE_URL", database.url()).serve().await;
    server.signed_up("ada").await;
    assert_eq!(database.sql("SELECT email FROM users").await, ["ada@example.com"]);
}

#[tokio::test]
async fn a_master_key_that_is_missing_or_another_stops_the_start() {
    let server = TestServer::start().await;
    let program = server.program().clone();
    let ada = server.signed_up("ada").await;
    assert!(program.data_dir().join("master.key").is_file());
    server.get("/readyz").await.ok(200);

    for other in [program.elsewhere(), program.clone().with("secrets.master_key", OTHER_MASTER_KEY)]
    {
        let ended = other.run(&["serve"]).await;
        assert_eq!(ended.stdout, "");
        let message = ended.failed();
        assert!(message.contains("secrets.master_key"), "{message}");
    }
    // The right one, given as a setting, opens what it sealed.
    let key = fs::read_to_string(program.data_dir().join("master.key")).unwrap();
    let again = program.elsewhere().with("secrets.master_key", key.trim()).serve().await;
    again.get("/api/v1/users/me").bearer(&ada.access_token).await.ok(200);
}

#[tokio::test]
async fn an_address_in_use_is_named_with_its_setting() {
    let server = TestServer::start().await;
    let taken = server.client().address();
    let message =
        server.program().clone().with("server.bind", taken).run(&["serve"]).await.failed();
    assert!(message.contains("server.bind") && message.contains(taken), "{message}");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_named() {
    let program = Program::on("postgres://ada:the-password@127.0.0.1:1/tenantry");
    let ended = program.run(&["service-credential", "list"]).await;
    assert_eq!(ended.stdout, "");
    let message = ended.failed();
    assert!(message.contains("database") && message.contains("127.0.0.1"), "{message}");
    assert!(!message.contains("the-password") && !message.contains("panicked"), "{message}");
}

#[tokio::test]
async fn help_teaches_and_mistakes_are_told() {
    let program = Program::new();
    for arguments in
        [&["--help"][..], &["serve", "--help"], &["service-credential", "create", "--help"]]
    {
        assert!(program.run(arguments).await.succeeded().contains("Usage:"));
    }
    assert!(program.run(&["--version"]).await.succeeded().starts_with("tenantry "));
    for arguments in [&[][..], &["serv"], &["serve", "--port", "80"], &["config"]] {
        let ended = program.run(arguments).await;
        assert_eq!(ended.status.code(), Some(2), "{ended:?}");
        assert!(ended.stderr.contains("Usage:"), "{ended:?}");
    }
}
