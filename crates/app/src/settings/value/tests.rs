//! What each kind of value takes, and how it refuses the rest.

use rstest::rstest;
use serde::de::value::{Error, StringDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::secret::MASK;
use super::*;

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let deserializer: StringDeserializer<Error> = text.to_owned().into_deserializer();
    T::deserialize(deserializer).map_err(|error| error.to_string())
}

type Minutes = Lifetime<1, 86_400>;

#[rstest]
#[case("90s", 90)]
#[case("10m", 600)]
#[case("12h", 43_200)]
#[case("1d", 86_400)]
fn a_lifetime_is_a_number_and_a_unit(#[case] text: &str, #[case] seconds: i64) {
    assert_eq!(read::<Minutes>(text).unwrap().duration().whole_seconds(), seconds);
}

#[rstest]
#[case::no_unit("600")]
#[case::no_number("m")]
#[case::a_sign("+1m")]
#[case::a_fraction("1.5h")]
#[case::another_unit("1w")]
#[case::too_short("0s")]
#[case::too_long("25h")]
#[case::more_than_there_is("4294967295d")]
#[case::no_ascii("1м")]
fn any_other_lifetime_is_refused_with_its_bounds(#[case] text: &str) {
    let error = read::<Minutes>(text).unwrap_err();
    assert!(error.contains("from 1s to 1d") && error.contains(text), "{error}");
}

#[test]
fn a_lifetime_is_shown_in_its_largest_unit() {
    let shown = serde_json::to_string(&read::<Minutes>("3600s").unwrap()).unwrap();
    assert_eq!(shown, "\"1h\"");
}

#[rstest]
#[case("1")]
#[case("64")]
fn a_whole_number_may_come_as_text(#[case] text: &str) {
    assert_eq!(read::<Whole<1, 64>>(text).unwrap().get().to_string(), text);
}

#[rstest]
#[case("0")]
#[case("65")]
#[case("-1")]
#[case("8.5")]
#[case("many")]
#[case("99999999999999999999")]
fn another_number_is_refused_with_its_bounds(#[case] text: &str) {
    let error = read::<Whole<1, 64>>(text).unwrap_err();
    assert!(error.contains("a whole number from 1 to 64") && error.contains(text), "{error}");
}

#[test]
fn a_list_may_come_as_text_with_commas() {
    let list: List<String> = read("inference, storage,").unwrap();
    assert_eq!(list.values(), ["inference", "storage"]);
}

#[rstest]
#[case("https://console.example.com")]
#[case("http://localhost:3000")]
fn an_origin_is_what_browsers_send(#[case] text: &str) {
    assert_eq!(read::<Origin>(text).unwrap().as_str(), text);
}

#[rstest]
#[case("https://console.example.com/", "`https://console.example.com`")]
#[case("https://Console.example.com", "`https://console.example.com`")]
#[case("https://console.example.com:443", "`https://console.example.com`")]
#[case("*", "such as")]
#[case("console.example.com", "such as")]
fn what_no_browser_sends_is_no_origin(#[case] text: &str, #[case] advice: &str) {
    let error = read::<Origin>(text).unwrap_err();
    assert!(error.contains(advice), "{error}");
}

#[test]
fn a_public_url_may_have_a_path_and_loses_its_last_slash() {
    let url: PublicUrl = read("https://example.com/accounts/").unwrap();
    assert_eq!(url.as_str(), "https://example.com/accounts");
    assert_eq!(url.path(), "/accounts");
    assert_eq!(read::<PublicUrl>("https://example.com").unwrap().path(), "");
}

#[rstest]
#[case("accounts.example.com")]
#[case("/accounts")]
#[case("ftp://example.com")]
#[case("https://example.com?a=b")]
#[case("https://example.com#a")]
#[case("https://user@example.com")]
fn another_public_url_is_refused(#[case] text: &str) {
    let error = read::<PublicUrl>(text).unwrap_err();
    assert!(error.contains("absolute http or https URL"), "{error}");
}

#[rstest]
#[case("postgres://app:s3cret@db/tenantry", "postgres://app:********@db/tenantry")]
#[case(
    "postgres://app:s3@cret@db:5432/t?sslmode=require",
    "postgres://app:********@db:5432/t?sslmode=require"
)]
#[case("postgres://app:s3?cr/et@db", "postgres://app:********@db")]
#[case(
    "postgresql://app@db/t?password=s3cret&sslmode=require",
    "postgresql://app@db/t?password=********&sslmode=require"
)]
#[case("postgres://app@%2Frun%2Fpg/t", "postgres://app@%2Frun%2Fpg/t")]
fn a_database_url_is_shown_without_its_password(#[case] url: &str, #[case] shown: &str) {
    assert_eq!(read::<DatabaseUrl>(url).unwrap().masked(), shown);
}

#[test]
fn a_refused_database_url_is_not_repeated() {
    let error = read::<DatabaseUrl>("mysql://app:s3cret@db").unwrap_err();
    assert!(error.contains("postgres://") && !error.contains("s3cret"), "{error}");
}

#[test]
fn a_secret_prints_as_nothing() {
    let secret: SecretText = read("s3cret").unwrap();
    let printed = format!("{secret:?} {}", serde_json::to_string(&secret).unwrap());
    assert!(!printed.contains("s3cret") && printed.contains(MASK), "{printed}");
}
