//! E-mail addresses, which name accounts.

use email_address::Options;

/// What was given is no e-mail address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be an e-mail address")]
pub struct InvalidEmailAddress;

/// An address as its owner spells it (RFC 5321 §4.1.2, of at most 254 bytes). Two that differ in case alone are the same account.
#[derive(Clone, Debug)]
pub struct EmailAddress {
    spelling: String,
    key: String,
}

impl EmailAddress {
    /// Takes an address, without a display name around it.
    pub fn new(text: &str) -> Result<Self, InvalidEmailAddress> {
        let text = text.trim();
        let options = Options::default().without_display_text().without_domain_literal();
        let sound = text.len() <= 254
            && !text.chars().any(char::is_control)
            // A quoted part before the @ (RFC 5321 §4.1.2) is one that hardly any mail system delivers to.
            && !text.contains('"')
            && email_address::EmailAddress::parse_with_options(text, options).is_ok();
        if !sound {
            return Err(InvalidEmailAddress);
        }
        Ok(Self { spelling: text.to_owned(), key: text.to_lowercase() })
    }

    /// As its owner spells it.
    pub fn as_str(&self) -> &str {
        &self.spelling
    }

    /// As it is compared.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// As much of it as somebody may know who is not to learn it: `g***@example.com`.
    pub fn masked(&self) -> String {
        let (person, host) = self.spelling.rsplit_once('@').unwrap_or_default();
        let mut letters = person.chars();
        match (letters.next(), letters.next()) {
            (Some(first), Some(_)) => format!("{first}***@{host}"),
            // One letter would be all there is to know.
            _ => format!("***@{host}"),
        }
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for EmailAddress {}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn case_does_not_make_another_address() {
        assert_eq!(EmailAddress::new("Ada@Example.com"), EmailAddress::new("ada@example.COM"));
        assert_eq!(EmailAddress::new("Ada@Example.com").unwrap().as_str(), "Ada@Example.com");
    }

    #[rstest]
    #[case("grace@hopper.example", "g***@hopper.example")]
    #[case("g@hopper.example", "***@hopper.example")]
    #[case("\u{e9}lise@hopper.example", "\u{e9}***@hopper.example")]
    fn the_masked_form_shows_one_letter_of_several(#[case] text: &str, #[case] masked: &str) {
        assert_eq!(EmailAddress::new(text).unwrap().masked(), masked);
    }

    #[rstest]
    #[case("")]
    #[case("ada")]
    #[case("ada@")]
    #[case("@example.com")]
    #[case("ada@exa mple.com")]
    #[case("Ada <ada@example.com>")]
    #[case("ada@example.com\r\nBcc: all@example.com")]
    #[case("ada\0@example.com")]
    #[case("\"ada lovelace\"@example.com")]
    fn what_is_no_address_is_refused(#[case] text: &str) {
        assert_eq!(EmailAddress::new(text), Err(InvalidEmailAddress));
    }
}
