use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::fixtures::USER;

fn of(entropy: [u8; 32]) -> String {
    Code::from_entropy(entropy).secret().expose().to_owned()
}

#[rstest]
#[case("123456", "123456")]
#[case("000000", "000000")]
#[case(" 123456 ", "123456")]
#[case("123456\n", "123456")]
fn a_code_is_read_with_or_without_spaces_around_it(#[case] typed: &str, #[case] code: &str) {
    assert_eq!(Code::typed(typed).unwrap().secret().expose(), code);
}

#[rstest]
#[case("")]
#[case("12345")]
#[case("1234567")]
#[case("123 456")]
#[case("12345a")]
#[case("-12345")]
#[case("+12345")]
#[case("12345٣")]
#[case("１２３４５６")]
#[case("12345\0")]
fn what_is_not_six_digits_is_no_code(#[case] typed: &str) {
    assert_eq!(Code::typed(typed).err(), Some(InvalidCode));
}

#[test]
fn every_digit_is_as_likely_as_any_other_in_every_place() {
    let mut counts = [[0_u32; 10]; 6];
    for number in 0..20_000_u32 {
        let code = of(*SecretDigest::of(&number.to_string()).as_bytes());
        for (place, digit) in code.bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    // Each is expected 2,000 times, with a standard deviation of 42.
    for count in counts.into_iter().flatten() {
        assert!((1_800..=2_200).contains(&count), "{counts:?}");
    }
}

#[rstest]
#[case::another_code(digest(Purpose::Email, USER, "ada@lovelace.example", "123457"))]
#[case::another_purpose(digest(Purpose::Phone, USER, "ada@lovelace.example", "123456"))]
#[case::another_address(digest(Purpose::Email, USER, "ada@lovelace.test", "123456"))]
#[case::another_person(digest(Purpose::Email, OTHER, "ada@lovelace.example", "123456"))]
#[case::no_key(SecretDigest::of("123456"))]
fn a_code_is_good_for_one_person_one_purpose_and_one_address(#[case] other: SecretDigest) {
    assert_ne!(digest(Purpose::Email, USER, "ada@lovelace.example", "123456"), other);
}

const OTHER: UserId = UserId::new(Uuid::from_u128(0xB4));

#[test]
fn the_purposes_have_their_names() {
    let names = [Purpose::Email, Purpose::Phone, Purpose::PasswordReset].map(Purpose::as_str);
    assert_eq!(names, ["email", "phone", "password_reset"]);
}

proptest! {
    #[test]
    fn all_of_the_entropy_makes_the_code(high: u128, low: u128) {
        let mut entropy = [0; 32];
        entropy[..16].copy_from_slice(&high.to_be_bytes());
        entropy[16..].copy_from_slice(&low.to_be_bytes());
        // 2^128 mod 10^6
        let carried = u128::MAX % 1_000_000 + 1;
        let number = ((high % 1_000_000) * carried + low % 1_000_000) % 1_000_000;
        prop_assert_eq!(of(entropy), format!("{number:06}"));
    }

    #[test]
    fn what_is_made_can_be_typed(entropy: [u8; 32]) {
        let code = Code::from_entropy(entropy).into_secret();
        let typed = Code::typed(code.expose()).unwrap();
        prop_assert_eq!(typed.secret().expose(), code.expose());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text: String) {
        if let Ok(code) = Code::typed(&text) {
            prop_assert_eq!(code.secret().expose(), text.trim());
        }
    }
}
