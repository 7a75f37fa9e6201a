//! The words that somebody tries first who knows the person and the service.
//!
//! zxcvbn knows such words too, but counts every further piece of a password as ten thousand guesses more, so that
//! `grace.hopper`, three pieces, looks strong to it. What is left of a password without these words tells how much of it
//! an acquaintance would have to guess.

/// Words of fewer characters are part of too many others.
const SHORTEST: usize = 3;

/// Words of a person and of a service, whole and in parts.
pub(super) struct OwnWords(Vec<String>);

impl OwnWords {
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let parts = words.flat_map(|word| {
            std::iter::once(word).chain(word.split(|c: char| !c.is_alphanumeric()))
        });
        Self(parts.filter(|part| part.chars().count() >= SHORTEST).map(str::to_lowercase).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// What is left of a password without these words, however they are cased, turned round or disguised by digits.
    pub(super) fn removed_from(&self, password: &str) -> String {
        let folded: Vec<char> = password.chars().map(fold).collect();
        let mut left = vec![true; folded.len()];
        for word in &self.0 {
            let forward: Vec<char> = word.chars().map(fold).collect();
            let backward: Vec<char> = forward.iter().rev().copied().collect();
            for (at, window) in folded.windows(forward.len()).enumerate() {
                if window == forward || window == backward {
                    left.iter_mut().skip(at).take(window.len()).for_each(|left| *left = false);
                }
            }
        }
        password.chars().zip(left).filter_map(|(c, left)| left.then_some(c)).collect()
    }
}

/// Characters that are written for each other become the same.
fn fold(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        '4' | '@' => 'a',
        '8' => 'b',
        '3' => 'e',
        '6' | '9' => 'g',
        '1' | '!' | '|' | 'l' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '2' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn words() -> OwnWords {
        OwnWords::of(["grace.hopper@navy.example", "Grace", "Li"].into_iter())
    }

    #[rstest]
    #[case::plain("my grace is here", "my  is here")]
    #[case::cased("GRACE.Hopper", ".")]
    #[case::disguised("gr4c3-h0pp3r", "-")]
    #[case::turned_round("reppoh1906", "1906")]
    #[case::the_whole_address("x-grace.hopper@navy.example", "x-")]
    #[case::twice("gracegrace!", "!")]
    #[case::overlapping("gracecarg", "")]
    #[case::too_short_a_word("limerick", "limerick")]
    #[case::no_word_at_all("öäüß", "öäüß")]
    #[case::shorter_than_any_word("gr", "gr")]
    fn what_is_left_is_what_no_acquaintance_knows(#[case] password: &str, #[case] left: &str) {
        assert_eq!(words().removed_from(password), left);
    }

    proptest! {
        #[test]
        fn no_password_and_no_word_makes_it_panic(password: String, word: String) {
            let left = OwnWords::of([word.as_str()].into_iter()).removed_from(&password);
            prop_assert!(left.chars().count() <= password.chars().count());
        }
    }
}
