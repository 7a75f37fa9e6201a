//! Where settings come from, which is the strongest, and how each kind of mistake is told.

use std::fs;
use std::path::PathBuf;

use rstest::rstest;

use super::*;

/// A place for files that settings are read from.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.0.path().join(name);
        fs::write(&file, text).unwrap();
        file
    }
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
    Environment::new(variables, true).unwrap()
}

fn from_variables(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Settings::load(None, &environment(variables))
}

fn from_text(text: &str) -> Result<Settings, SettingsError> {
    let files = Files::new();
    Settings::load(Some(&files.write("tenantry.toml", text)), &environment(&[]))
}

/// What a person reads: the message and its causes.
fn refusal(result: Result<Settings, SettingsError>) -> String {
    let error = result.unwrap_err();
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    format!("{error}: {}", cause.unwrap_or_default())
}

#[test]
fn the_defaults_alone_are_enough() {
    let settings = from_variables(&[]).unwrap();
    assert_eq!(settings.server.bind.socket_address().to_string(), "127.0.0.1:8080");
    assert_eq!(settings.server.public_url.as_str(), "http://localhost:8080");
    assert_eq!(settings.data_dir, PathBuf::from("/var/lib/tenantry"));
    assert_eq!(settings.api_keys.resource_types.values(), ["inference", "runtime", "storage"]);
    assert_eq!(settings.api_keys.max_per_project.get(), 25);
    assert_eq!(settings.tokens.access_lifetime.duration(), time::Duration::minutes(10));
    assert!(settings.pat.api.enabled && settings.database.url.is_none());
}

#[test]
fn the_example_for_production_is_sound() {
    let files = Files::new();
    let text = include_str!("../../../../config/production.example.toml")
        .replace("/etc/tenantry", &files.0.path().to_string_lossy());
    files.write("database_url", "postgres://tenantry:s3cret@db/tenantry\n");
    files.write("migrate_url", "postgres://owner:s3cret@db/tenantry\n");
    files.write("master_key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    files.write("smtp_password", "s3cret\n");
    let file = files.write("tenantry.toml", &text);
    assert!(Settings::load(Some(&file), &environment(&[])).is_ok());
}

#[test]
fn a_file_is_stronger_than_the_defaults_and_a_variable_than_the_file() {
    let files = Files::new();
    let file = files.write("t.toml", "[server]\nbind = \"0.0.0.0:1\"\n[database]\npool_size = 7\n");
    let variables = environment(&[("TENANTRY_SERVER__BIND", "0.0.0.0:2")]);
    let settings = Settings::load(Some(&file), &variables).unwrap();
    assert_eq!(settings.server.bind.socket_address().port(), 2);
    assert_eq!(settings.database.pool_size.get(), 7);
}

#[rstest]
#[case::the_platforms_variable(&[("DATABASE_URL", "postgres://b/t")], "postgres://b/t")]
#[case::our_own_variable(
    &[("DATABASE_URL", "postgres://b/t"), ("TENANTRY_DATABASE__URL", "postgres://c/t")], "postgres://c/t"
)]
#[case::the_file_alone(&[], "postgres://a/t")]
fn the_database_of_the_strongest_source_is_used(
    #[case] variables: &[(&str, &str)],
    #[case] expected: &str,
) {
    let files = Files::new();
    let file = files.write("t.toml", "[database]\nurl = \"postgres://a/t\"\n");
    let settings = Settings::load(Some(&file), &environment(variables)).unwrap();
    assert_eq!(settings.database.url.unwrap().expose(), expected);
}

#[test]
fn every_kind_of_value_can_be_set_by_a_variable() {
    let settings = from_variables(&[
        ("TENANTRY_DATA_DIR", "/srv/tenantry"),
        ("TENANTRY_SERVER__CORS_ORIGINS", "https://a.example,https://b.example"),
        ("TENANTRY_SERVER__WORKERS", "3"),
        ("TENANTRY_PAT__API__ENABLED", "false"),
        ("TENANTRY_API_KEYS__RESOURCE_TYPES", "storage"),
        ("TENANTRY_TOKENS__REFRESH_GRACE", "0s"),
        ("TENANTRY_LOG__FORMAT", "json"),
        ("TENANTRY_CREDENTIALS__PREFIX", "007"),
    ])
    .unwrap();
    assert_eq!(settings.data_dir, PathBuf::from("/srv/tenantry"));
    assert_eq!(settings.server.cors_origins.values().len(), 2);
    assert_eq!(settings.server.workers.unwrap().get(), 3);
    assert!(!settings.pat.api.enabled);
    assert_eq!(settings.api_keys.resource_types.values(), ["storage"]);
    assert_eq!(settings.tokens.refresh_grace.duration(), time::Duration::ZERO);
    assert_eq!(settings.log.format, LogFormat::Json);
    assert_eq!(settings.credentials.prefix, "007");
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let settings = from_variables(&[("DATABASE_URL", ""), ("TENANTRY_SERVER__BIND", "")]).unwrap();
    assert!(settings.database.url.is_none());
}

#[rstest]
#[case("TENANTRY_SERVER__BIND", "localhost:8080", "`server.bind`", "an IP address and a port")]
#[case(
    "TENANTRY_SERVER__PUBLIC_URL",
    "localhost",
    "`server.public_url`",
    "an absolute http or https URL"
)]
#[case("TENANTRY_SERVER__CORS_ORIGINS", "*", "`server.cors_origins`", "an origin such as")]
#[case("TENANTRY_SERVER__WORKERS", "0", "`server.workers`", "a whole number from 1 to 1024")]
#[case("TENANTRY_DATABASE__URL", "db.example.com", "`database.url`", "a URL such as postgres://")]
#[case(
    "TENANTRY_DATABASE__POOL_SIZE",
    "ten",
    "`database.pool_size`",
    "a whole number from 1 to 1000"
)]
#[case("TENANTRY_LOG__FORMAT", "xml", "`log.format`", "auto, text or json")]
#[case("TENANTRY_LOG__LEVEL", "inof", "`log.level`", "error, warn, info, debug or trace")]
#[case("TENANTRY_PAT__API__ENABLED", "maybe", "`pat.api.enabled`", "true or false")]
#[case("TENANTRY_API_KEYS__RESOURCE_TYPES", "a,a", "`api_keys.resource_types`", "`a` twice")]
#[case(
    "TENANTRY_API_KEYS__RESOURCE_TYPES",
    "A b",
    "`api_keys.resource_types`",
    "lower-case letters"
)]
#[case(
    "TENANTRY_CREDENTIALS__PREFIX",
    "N-C",
    "`credentials.prefix`",
    "1 to 10 lower-case letters or digits"
)]
#[case(
    "TENANTRY_TOKENS__ACCESS_LIFETIME",
    "600",
    "`tokens.access_lifetime`",
    "a time from 1s to 1d"
)]
#[case(
    "TENANTRY_PASSWORDS__MIN_LENGTH",
    "7",
    "`passwords.min_length`",
    "a whole number from 8 to 64"
)]
#[case(
    "TENANTRY_SECRETS__MASTER_KEY",
    "c2hvcnQ=",
    "`secrets.master_key`",
    "base64 of exactly 32 bytes"
)]
#[case("TENANTRY_SERVER__BNID", "x", "`server.bnid`", "`public_url`")]
#[case("TENANTRY_SERVER_BIND", "x", "`server_bind`", "two underscores")]
fn a_wrong_variable_is_refused_by_its_keys_name_and_what_is_allowed(
    #[case] variable: &str,
    #[case] value: &str,
    #[case] key: &str,
    #[case] allowed: &str,
) {
    let text = refusal(from_variables(&[(variable, value)]));
    assert!(text.contains(key) && text.contains(allowed), "{text}");
}

#[test]
fn a_refusal_names_the_variable_to_change() {
    let text = refusal(from_variables(&[("TENANTRY_SERVER__BIND", "x")]));
    assert!(text.contains("TENANTRY_SERVER__BIND"), "{text}");
    let text = refusal(from_variables(&[("DATABASE_URL", "x")]));
    assert!(text.contains("variable DATABASE_URL"), "{text}");
}

#[rstest]
#[case("[server]\nbind = 8080\n", "`server.bind`", "an IP address and a port")]
#[case(
    "[server]\ncors_origins = [\"https://a.example\", \"b\"]\n",
    "`server.cors_origins[1]`",
    "an origin such as"
)]
#[case("[server]\nworkers = 1.5\n", "`server.workers`", "a whole number from 1 to 1024")]
#[case("[auth]\nrequire_verified_email = 1\n", "`auth.require_verified_email`", "true or false")]
#[case("[pat.api]\nenable = true\n", "`pat.api.enable`", "`enabled`")]
#[case("[sevrer]\n", "`sevrer`", "`server`")]
#[case("server = 3\n", "`server`", "a section with keys")]
#[case("[log]\nlevel = []\n", "`log.level`", "string")]
#[case("[server]\ntls_certificate = \"/a.crt\"\n", "`server.tls_private_key`", "must be set too")]
#[case("[server]\ntls_private_key = \"/a.key\"\n", "`server.tls_certificate`", "must be set too")]
#[case(
    "[database]\nmigrate_url = \"postgres://a/t\"\n",
    "`database.migrate_url`",
    "without `database.url`"
)]
#[case("[database]\npool_size = 81\n", "`database.pool_size`", "at most 80")]
#[case("[api_keys]\nresource_types = []\n", "`api_keys.resource_types`", "at least one")]
#[case("[tokens]\naudience = \" \"\n", "`tokens.audience`", "empty")]
fn a_wrong_line_of_a_file_is_refused_by_its_keys_name_and_what_is_allowed(
    #[case] text: &str,
    #[case] key: &str,
    #[case] allowed: &str,
) {
    let text = refusal(from_text(text));
    assert!(text.contains(key) && text.contains(allowed), "{text}");
}

#[test]
fn a_refusal_names_the_file_to_change() {
    let text = refusal(from_text("[server]\nbind = \"x\"\n"));
    assert!(text.contains("tenantry.toml"), "{text}");
}

#[test]
fn a_file_that_is_no_toml_is_refused_by_its_line_without_its_text() {
    let text = refusal(from_text("[database]\nurl = \"postgres://app:s3cret@db\n"));
    assert!(text.contains("line 2") && !text.contains("s3cret"), "{text}");
}

#[test]
fn a_file_that_is_not_there_is_refused_by_its_name() {
    let text = refusal(Settings::load(Some(Path::new("/no/such.toml")), &environment(&[])));
    assert!(text.contains("/no/such.toml") && text.contains("No such file"), "{text}");
}

#[test]
fn without_a_home_the_data_needs_a_folder() {
    let nobody = Environment::new([], false).unwrap();
    let text = refusal(Settings::load(None, &nobody));
    assert!(text.contains("`data_dir` must be set"), "{text}");
}

#[test]
fn a_secret_may_be_in_a_file_with_a_line_feed_at_its_end() {
    let files = Files::new();
    let file = files.write("url", "postgres://app:s3cret@db/t\n");
    let variables = [("TENANTRY_DATABASE__URL_FILE", file.to_str().unwrap())];
    let settings = from_variables(&variables).unwrap();
    assert_eq!(settings.database.url.unwrap().expose(), "postgres://app:s3cret@db/t");
}

#[test]
fn a_secret_is_given_once_only() {
    let files = Files::new();
    let file = files.write("url", "postgres://app:s3cret@db/t");
    let variables = [
        ("DATABASE_URL", "postgres://b/t"),
        ("TENANTRY_DATABASE__URL_FILE", file.to_str().unwrap()),
    ];
    let text = refusal(from_variables(&variables));
    assert!(text.contains("`database.url` and `database.url_file` are both set"), "{text}");
}

#[rstest]
#[case(&[], "TENANTRY_DATABASE__URL_FILE", "`database.url` must be a URL")]
#[case(&[("DATABASE_URL", "postgres://b/t")], "TENANTRY_DATABASE__MIGRATE_URL_FILE", "`database.migrate_url` must be a URL")]
#[case(&[], "TENANTRY_SECRETS__MASTER_KEY_FILE", "`secrets.master_key` must be base64")]
#[case(&[], "TENANTRY_SECRETS__PREVIOUS_MASTER_KEY_FILE", "`secrets.previous_master_key` must be base64")]
fn a_file_with_a_wrong_secret_is_refused_without_the_secret(
    #[case] others: &[(&str, &str)],
    #[case] variable: &str,
    #[case] problem: &str,
) {
    let files = Files::new();
    let file = files.write("secret", "s3cret!");
    let variables = [others, &[(variable, file.to_str().unwrap())]].concat();
    let text = refusal(from_variables(&variables));
    assert!(text.contains(problem) && !text.contains("s3cret"), "{text}");
}

#[test]
fn a_file_that_should_hold_a_secret_must_be_there() {
    let text = refusal(from_variables(&[("TENANTRY_SECRETS__MASTER_KEY_FILE", "/no/key")]));
    assert!(text.contains("`secrets.master_key_file`") && text.contains("/no/key"), "{text}");
}

#[test]
fn what_is_shown_holds_no_secret_and_can_be_read_again() {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let settings = from_variables(&[
        ("DATABASE_URL", "postgres://app:s3cret@db/t"),
        ("TENANTRY_DATABASE__MIGRATE_URL", "postgres://owner:s3cret@db/t?password=s3cret"),
        ("TENANTRY_SECRETS__MASTER_KEY", key),
        ("TENANTRY_SECRETS__PREVIOUS_MASTER_KEY", key),
        ("TENANTRY_API_KEYS__MAX_PER_PROJECT", "3"),
    ])
    .unwrap();
    let shown = settings.to_toml().unwrap();
    assert!(!shown.contains("s3cret") && !shown.contains(key), "{shown}");
    assert!(shown.contains("url = \"postgres://app:********@db/t\""), "{shown}");
    assert!(shown.contains("master_key = \"********\""), "{shown}");
    let again = from_text(&shown.replace("master_key = \"********\"", "").replace("previous_", ""))
        .unwrap();
    assert_eq!(again.api_keys.max_per_project.get(), 3);
    let printed = format!("{settings:?}");
    assert!(!printed.contains("s3cret") && !printed.contains(key), "{printed}");
}
