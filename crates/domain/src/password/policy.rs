//! Which passwords are good enough, after OWASP ASVS 5.0 §6.2 and NIST SP 800-63B-4: long enough, hard to guess, and
//! free of any rule about which characters they are made of.

use super::own_words::OwnWords;
use crate::secret::PlainSecret;

/// The most code points that a password may have.
const MOST: usize = 128;

/// Guesses to the power of ten that a password withstands, on zxcvbn's scale of 0 to 4: at 2 it is none of the common
/// ones and none of their variations. What is left of it without the person's own words must reach it too.
const LEAST_SCORE: zxcvbn::Score = zxcvbn::Score::Two;

const TOO_EASY: &str = "this password is too easy to guess";
const OWN_WORDS: &str = "this password is too easy to guess. Little is left of it without your names, your address and the \
                         name of this service";

/// Why a password is refused, in words for the person who chose it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WeakPassword {
    /// Its length, in Unicode code points, is out of bounds.
    #[error("must be {least} to {MOST} characters long")]
    Length {
        /// The fewest code points.
        least: usize,
    },
    /// It would be guessed soon.
    #[error("{reason}")]
    Guessable {
        /// What is wrong with it, and what would be better.
        reason: String,
    },
}

/// The bounds that this installation sets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasswordPolicy {
    least: usize,
    service_words: Vec<String>,
}

impl PasswordPolicy {
    /// A policy with this lower bound, for a service that is known by these words.
    pub fn new(least: usize, service_words: Vec<String>) -> Self {
        Self { least, service_words }
    }

    /// Accepts a password of somebody known by these words (address, names), or says why not.
    pub fn check(&self, password: &PlainSecret, own_words: &[&str]) -> Result<(), WeakPassword> {
        let text = password.expose();
        let length = text.chars().count();
        if length < self.least || length > MOST {
            return Err(WeakPassword::Length { least: self.least });
        }
        let service_words = self.service_words.iter().map(String::as_str);
        let words = OwnWords::of(own_words.iter().copied().chain(service_words));
        let estimate = zxcvbn::zxcvbn(text, &words.iter().collect::<Vec<_>>());
        if estimate.score() < LEAST_SCORE {
            return Err(WeakPassword::Guessable { reason: advice(estimate.feedback()) });
        }
        let left = words.removed_from(text);
        if left != text && zxcvbn::zxcvbn(&left, &[]).score() < LEAST_SCORE {
            return Err(WeakPassword::Guessable { reason: OWN_WORDS.to_owned() });
        }
        Ok(())
    }
}

fn advice(feedback: Option<&zxcvbn::feedback::Feedback>) -> String {
    let mut sentences = vec![TOO_EASY.to_owned()];
    if let Some(feedback) = feedback {
        sentences.extend(feedback.warning().map(|warning| warning.to_string()));
        sentences.extend(feedback.suggestions().iter().map(ToString::to_string));
    }
    sentences.iter().map(|sentence| sentence.trim_end_matches('.')).collect::<Vec<_>>().join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn check(password: &str) -> Result<(), WeakPassword> {
        let policy = PasswordPolicy::new(8, vec!["Tenantry".into()]);
        policy.check(&PlainSecret::new(password), &["grace.hopper@navy.example", "Grace", "Hopper"])
    }

    /// So many letters of many bytes each, in no order that a guesser would try.
    fn long(length: u32) -> String {
        (0..length).filter_map(|n| char::from_u32(0x430 + n * n * 7 % 32)).collect()
    }

    #[rstest]
    #[case::a_phrase("correct horse battery staple")]
    #[case::no_letters("8305619427718350")]
    #[case::no_latin("пароль длинный и странный")]
    fn a_good_password_needs_no_particular_characters(#[case] password: &str) {
        assert_eq!(check(password), Ok(()));
    }

    #[test]
    fn the_bounds_count_code_points() {
        assert_eq!(check("xK9#qLz"), Err(WeakPassword::Length { least: 8 }));
        assert_eq!(check(&long(128)), Ok(()));
        assert_eq!(check(&"x".repeat(129)), Err(WeakPassword::Length { least: 8 }));
    }

    #[rstest]
    #[case::common("password1")]
    #[case::keyboard("qwertyuiop")]
    #[case::repeated("aaaaaaaaaaaa")]
    #[case::the_name_of_the_person("gracehopper")]
    #[case::a_part_of_the_address("grace.hopper")]
    #[case::the_address("grace.hopper@navy.example")]
    #[case::names_with_something_between("Hopper, Grace")]
    #[case::names_and_a_year("grace hopper 1906")]
    #[case::a_name_and_a_date("hopper09121906")]
    #[case::names_in_disguise("gr4ce_h0pp3r!")]
    #[case::names_turned_round("reppoh.ecarg")]
    #[case::parts_in_another_order("navy-hopper-example-grace")]
    #[case::the_name_of_the_service("tenantry1")]
    #[case::the_names_of_all("Grace@Tenantry")]
    fn what_is_tried_first_is_refused_with_a_reason(#[case] password: &str) {
        let Err(WeakPassword::Guessable { reason }) = check(password) else {
            panic!("{password} was accepted");
        };
        assert!(reason.contains("too easy to guess"), "{reason}");
    }

    #[test]
    fn a_password_that_is_good_without_them_may_hold_ones_own_words() {
        assert_eq!(check("grace xK9#qLz! hopper"), Ok(()));
        assert_eq!(check("a hopper of red barley by the river"), Ok(()));
    }

    #[test]
    fn a_password_made_of_ones_own_words_is_refused_for_that_reason() {
        let refusal = check("grace.hopper").unwrap_err().to_string();
        assert!(refusal.contains("your names"), "{refusal}");
    }

    proptest! {
        #[test]
        fn own_words_in_any_order_with_anything_trivial_between_are_refused(
            words in prop::collection::vec("grace|Hopper|NAVY|example|tenantry", 1..6),
            between in "[ ._-]?",
            end in "[0-9]{0,2}",
        ) {
            let password = words.join(&between) + &end;
            prop_assume!(password.len() >= 8);
            prop_assert!(check(&password).is_err(), "{password}");
        }
    }
}
