use super::*;

#[test]
fn an_acquaintance_knows_the_address_the_names_and_the_phone() {
    let user = User {
        middle_name: Some(person_name("Byronova")),
        phone_number: Some(PhoneNumber::new("+4915123456789").unwrap()),
        ..ada()
    };
    let expected = ["ada@lovelace.example", "Ada", "Byronova", "Lovelace", "+4915123456789"];
    assert_eq!(user.own_words(), expected);
}

#[test]
fn what_somebody_does_not_have_nobody_knows() {
    assert_eq!(ada().own_words(), ["ada@lovelace.example", "Ada", "Lovelace"]);
}
