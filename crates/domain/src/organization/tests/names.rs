//! Names and referral codes.

use proptest::prelude::*;

use super::*;
use crate::fixtures::person_name;
use crate::secret::MockSecretSource;

#[rstest]
#[case("ACME012345", "ACME012345")]
#[case::lower_case("acme012345", "ACME012345")]
#[case::white_space_around(" ACME012345\n", "ACME012345")]
fn a_referral_code_is_read_generously(#[case] text: &str, #[case] code: &str) {
    assert_eq!(ReferralCode::parse(text).unwrap().as_str(), code);
}

#[rstest]
#[case::nothing("")]
#[case::too_short("ACME01234")]
#[case::too_long("ACME0123456")]
#[case::another_character("ACME-12345")]
#[case::another_alphabet("ÄCME01234")]
#[case::a_space_within("ACME 12345")]
fn what_is_no_referral_code_is_refused(#[case] text: &str) {
    assert_eq!(ReferralCode::parse(text), None);
}

#[test]
fn a_referral_code_takes_each_character_from_another_byte() {
    let mut secrets = MockSecretSource::new();
    secrets
        .expect_entropy()
        .return_const(std::array::from_fn::<u8, 32, _>(|n| [0, 25, 26, 35, 36][n % 5]));
    assert_eq!(ReferralCode::random(&secrets).as_str(), "AZ09AAZ09A");
}

#[test]
fn an_organization_named_after_a_person_has_both_names() {
    let made = OrganizationName::of_person(&person_name("Ada"), &person_name("Lovelace"));
    assert_eq!(made.as_str(), "Ada Lovelace");
}

#[test]
fn the_longest_names_lose_their_last_character() {
    let made =
        OrganizationName::of_person(&person_name(&"é".repeat(50)), &person_name(&"ö".repeat(50)));
    assert_eq!(made.as_str(), format!("{} {}", "é".repeat(50), "ö".repeat(49)));
}

proptest! {
    #[test]
    fn every_random_referral_code_can_be_read_back(entropy: [u8; 32]) {
        let mut secrets = MockSecretSource::new();
        secrets.expect_entropy().return_const(entropy);
        let code = ReferralCode::random(&secrets);
        prop_assert_eq!(ReferralCode::parse(code.as_str()), Some(code));
    }
}
