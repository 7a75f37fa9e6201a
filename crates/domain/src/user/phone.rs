//! Phone numbers, which codes are sent to.

/// What was given is no phone number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "must be a phone number with its country, such as +4915123456789: a plus sign and 8 to 15 digits"
)]
pub struct InvalidPhoneNumber;

/// A number in international form (ITU-T E.164): a plus sign, then 8 to 15 digits, the first of which is not zero.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Takes a number without any space or sign in it.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPhoneNumber> {
        let text = text.into();
        let sound = text.strip_prefix('+').is_some_and(|digits| {
            (8..=15).contains(&digits.len())
                && !digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        if sound { Ok(Self(text)) } else { Err(InvalidPhoneNumber) }
    }

    /// The number as it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("+49151234")]
    #[case("+491512345678901")]
    fn a_number_has_8_to_15_digits(#[case] text: &str) {
        assert_eq!(PhoneNumber::new(text).unwrap().as_str(), text);
    }

    #[rstest]
    #[case("")]
    #[case("+")]
    #[case("4915123456789")]
    #[case("+4915123")]
    #[case("+4915123456789012")]
    #[case("+04915123456")]
    #[case("+49 1512345678")]
    #[case("+49151234567a")]
    #[case("+49151234567\n")]
    #[case("+4915123456٣")]
    fn what_is_no_number_is_refused(#[case] text: &str) {
        assert_eq!(PhoneNumber::new(text), Err(InvalidPhoneNumber));
    }
}
