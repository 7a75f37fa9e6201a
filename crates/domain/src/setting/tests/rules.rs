//! What becomes of a value that somebody posts.

use super::*;

fn decide(put: &PutSetting, before: Option<StoredValue>) -> Result<StoredValue, SettingRefused> {
    let count = u64::from(before.is_some());
    put.decide(&SettingsBefore { value: before, count }, TENANT, &glass())
}

fn declared(put: PutSetting) -> PutSetting {
    PutSetting { secret: true, ..put }
}

#[rstest]
#[case::where_there_is_none(None)]
#[case::in_place_of_another(Some(plain("25")))]
fn a_plain_value_is_kept_as_it_is(#[case] before: Option<StoredValue>) {
    assert_eq!(decide(&put("smtp.port", "587"), before), Ok(plain("587")));
}

#[rstest]
#[case::where_there_is_none(None)]
#[case::in_place_of_a_plain_one(Some(plain("hunter1")))]
#[case::in_place_of_a_sealed_one(Some(sealed("smtp.password", "hunter1")))]
fn a_value_that_is_secret_by_its_name_is_sealed(#[case] before: Option<StoredValue>) {
    let kept = decide(&put("smtp.password", "hunter2"), before);
    assert_eq!(kept, Ok(sealed("smtp.password", "hunter2")));
}

#[rstest]
#[case::where_there_is_none(None)]
#[case::in_place_of_a_plain_one(Some(plain("Alice")))]
#[case::in_place_of_a_sealed_one(Some(sealed("motto", "Alice")))]
fn a_value_that_is_said_to_be_secret_is_sealed(#[case] before: Option<StoredValue>) {
    let kept = decide(&declared(put("motto", "Bob")), before);
    assert_eq!(kept, Ok(sealed("motto", "Bob")));
}

#[test]
fn what_is_secret_stays_so_whatever_is_said_later() {
    let kept = decide(&put("motto", "Bob"), Some(sealed("motto", "Alice")));
    assert_eq!(kept, Ok(sealed("motto", "Bob")));
}

#[rstest]
#[case::said_again(declared(put("motto", SETTING_MASK)))]
#[case::not_said(put("motto", SETTING_MASK))]
fn the_mask_keeps_a_sealed_value_untouched(#[case] put: PutSetting) {
    let before = StoredValue::Sealed(SealedBytes(b"under whatever key it was".to_vec()));
    let before_it = SettingsBefore { value: Some(before.clone()), count: 1 };
    // Nothing is asked of the sealer.
    assert_eq!(put.decide(&before_it, TENANT, &MockSecretSealer::new()), Ok(before));
}

#[test]
fn the_mask_keeps_a_plain_value_plain() {
    assert_eq!(decide(&put("motto", SETTING_MASK), Some(plain("Alice"))), Ok(plain("Alice")));
}

#[rstest]
#[case::by_its_name(put("smtp.password", SETTING_MASK), "smtp.password")]
#[case::because_somebody_says_so(declared(put("motto", SETTING_MASK)), "motto")]
fn the_mask_seals_a_plain_value_that_becomes_secret(#[case] put: PutSetting, #[case] name: &str) {
    assert_eq!(decide(&put, Some(plain("hunter1"))), Ok(sealed(name, "hunter1")));
}

#[rstest]
#[case(put("motto", SETTING_MASK))]
#[case(put("smtp.password", SETTING_MASK))]
#[case(declared(put("motto", SETTING_MASK)))]
fn the_mask_keeps_nothing_where_there_is_nothing(#[case] put: PutSetting) {
    assert_eq!(decide(&put, None), Err(SettingRefused::NothingToKeep));
}

#[rstest]
#[case::the_last_that_there_is_room_for(499, Ok(plain("587")))]
#[case::no_room(500, Err(SettingRefused::TooMany))]
#[case::less_than_none(501, Err(SettingRefused::TooMany))]
fn a_tenant_has_at_most_500_settings(
    #[case] count: u64,
    #[case] expected: Result<StoredValue, SettingRefused>,
) {
    let before = SettingsBefore { value: None, count };
    assert_eq!(put("smtp.port", "587").decide(&before, TENANT, &glass()), expected);
}

#[test]
fn one_of_500_may_still_get_another_value() {
    let before = SettingsBefore { value: Some(plain("25")), count: 500 };
    assert_eq!(put("smtp.port", "587").decide(&before, TENANT, &glass()), Ok(plain("587")));
}

#[rstest]
#[case::a_new_value(put("smtp.password", "hunter2"), None)]
#[case::another_value(put("motto", "Bob"), Some(sealed("motto", "Alice")))]
#[case::the_mask(put("smtp.password", SETTING_MASK), Some(plain("hunter1")))]
fn a_value_that_cannot_be_sealed_is_not_kept_in_the_clear(
    #[case] put: PutSetting,
    #[case] value: Option<StoredValue>,
) {
    let mut sealer = MockSecretSealer::new();
    sealer.expect_seal().once().returning(|_, _| Err(SealingError::Failed));
    let before = SettingsBefore { value, count: 1 };
    let refusal = put.decide(&before, TENANT, &sealer);
    assert_eq!(refusal, Err(SettingRefused::Sealing(SealingError::Failed)));
}
