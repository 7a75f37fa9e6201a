//! Names and values.

use uuid::Uuid;

use super::*;
use crate::id::TenantId;

#[rstest]
#[case("a")]
#[case("Z")]
#[case("smtp.host")]
#[case("feature-flags_2")]
#[case::the_longest(&"a".repeat(128))]
fn a_name_is_a_letter_then_letters_digits_and_separators(#[case] text: &str) {
    assert_eq!(SettingName::new(text).unwrap().as_str(), text);
}

#[rstest]
#[case::nothing("")]
#[case::a_digit_first("2fa")]
#[case::a_separator_first("_a")]
#[case::a_dot_first(".a")]
#[case::a_space("smtp host")]
#[case::a_line_break("smtp\n")]
#[case::nul("smtp\0")]
#[case::another_alphabet("größe")]
#[case::a_slash("a/b")]
#[case::too_long(&"a".repeat(129))]
fn nothing_else_is_a_name(#[case] text: &str) {
    assert_eq!(SettingName::new(text), Err(InvalidSettingName));
}

#[rstest]
#[case("secret")]
#[case("client_secret")]
#[case("SECRET_OF_OURS")]
#[case("smtp.password")]
#[case("Pass-Word")]
#[case("github-token")]
#[case("tokens")]
#[case("private_key")]
#[case("privateKey")]
#[case("api_key")]
#[case("apiKey")]
#[case("API-KEY")]
#[case("api.key.of.stripe")]
#[case("SENTRY_DSN")]
#[case("segment_write_key")]
#[case("WriteKey")]
#[case("p_a_s_s.w-o_r_d")]
fn these_names_say_that_their_values_are_secret(#[case] text: &str) {
    assert!(name(text).says_secret());
}

#[rstest]
#[case("smtp.host")]
#[case("key")]
#[case("public_key")]
#[case("pass")]
#[case("dns")]
#[case("api")]
#[case("theme")]
fn these_names_say_nothing_of_the_kind(#[case] text: &str) {
    assert!(!name(text).says_secret());
}

#[rstest]
#[case::none("")]
#[case::one("ä")]
#[case::the_most(&"ä".repeat(4096))]
#[case::lines("a\n\tb")]
fn a_value_has_at_most_4096_characters(#[case] text: &str) {
    assert_eq!(value(text).secret().expose(), text);
}

#[rstest]
#[case::too_long(&"ä".repeat(4097))]
#[case::what_no_store_can_keep("a\0b")]
fn nothing_else_is_a_value(#[case] text: &str) {
    assert_eq!(SettingValue::new(text).map(drop), Err(SettingValueError));
}

#[rstest]
#[case("********", true)]
#[case("*******", false)]
#[case("*********", false)]
#[case(" ********", false)]
#[case("", false)]
fn only_the_mask_itself_is_the_mask(#[case] text: &str, #[case] is_mask: bool) {
    assert_eq!(value(text).is_mask(), is_mask);
}

#[test]
fn a_value_that_is_kept_shows_nothing_of_itself_when_printed() {
    assert_eq!(format!("{:?}", plain("hunter2")), "Plain");
    assert_eq!(format!("{:?}", sealed("password", "hunter2")), "Sealed");
}

#[test]
fn a_sealed_value_belongs_to_one_tenant_and_one_name() {
    let other = TenantId::new(Uuid::from_u128(0xB1));
    let contexts = [
        sealing_context(TENANT, &name("password")),
        sealing_context(TENANT, &name("Password")),
        sealing_context(other, &name("password")),
    ];
    for (index, context) in contexts.iter().enumerate() {
        assert!(!contexts[..index].contains(context));
    }
}
