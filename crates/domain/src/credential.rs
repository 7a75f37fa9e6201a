//! How credentials are spelt: `sk-nc-` and its kin, 43 base62 characters of entropy, and six of checksum.
//!
//! The checksum makes a mistyped or truncated credential recognisable without asking anybody, and the prefix lets
//! secret scanners find leaked ones.

mod sent;

use crate::secret::{PlainSecret, SecretDigest};

pub use sent::SentSecretKind;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ENTROPY_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;
const SHOWN: usize = 4;
const LONGEST_LETTERS: usize = 3;

/// What a credential is for, as its prefix says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CredentialKind {
    /// A project's API key, `sk-…`.
    ApiKey,
    /// A personal access token, `pat-…`.
    PersonalAccessToken,
    /// A tenant's API key, `tk-…`.
    TenantApiKey,
    /// The credential of another service of the platform, `svc-…`.
    ServiceCredential,
    /// What renews a session, `rt-…`.
    RefreshToken,
}

impl CredentialKind {
    /// Every kind there is.
    pub const ALL: [Self; 5] = [
        Self::ApiKey,
        Self::PersonalAccessToken,
        Self::TenantApiKey,
        Self::ServiceCredential,
        Self::RefreshToken,
    ];

    /// The first part of the prefix.
    pub const fn letters(self) -> &'static str {
        match self {
            Self::ApiKey => "sk",
            Self::PersonalAccessToken => "pat",
            Self::TenantApiKey => "tk",
            Self::ServiceCredential => "svc",
            Self::RefreshToken => "rt",
        }
    }
}

/// A credential as it was presented: well-formed, its checksum right, whether or not anybody knows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecognisedCredential {
    /// What it says that it is.
    pub kind: CredentialKind,
    /// What to look it up by.
    pub digest: SecretDigest,
}

/// A credential just made.
pub struct MintedCredential {
    /// The whole of it.
    pub secret: PlainSecret,
    /// What to keep of it.
    pub digest: SecretDigest,
    /// What to show of it later.
    pub masked: String,
    /// How it begins, by which people tell theirs apart.
    pub prefix: String,
}

/// The second part of the prefix is not 1 to 10 lower-case letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be 1 to 10 lower-case letters or digits")]
pub struct BrandError;

/// The spelling of this installation's credentials.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CredentialFormat {
    brand: String,
}

impl CredentialFormat {
    /// The spelling with this second part of the prefix, such as `nc`.
    pub fn new(brand: impl Into<String>) -> Result<Self, BrandError> {
        let brand = brand.into();
        let fits = (1..=10).contains(&brand.len())
            && brand.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if fits { Ok(Self { brand }) } else { Err(BrandError) }
    }

    /// Spells out a credential of this kind.
    pub fn mint(&self, kind: CredentialKind, entropy: [u8; 32]) -> MintedCredential {
        let secret = self.spell(kind.letters(), entropy);
        let text = secret.expose();
        let shown = self.prefix(kind.letters()).len() + SHOWN;
        let prefix = head(text, shown).to_owned();
        let masked = format!("{prefix}...{}", tail(text, SHOWN));
        MintedCredential { digest: SecretDigest::of(text), masked, prefix, secret }
    }

    /// The kind that a text's prefix claims, right or wrong in the rest.
    pub fn claimed_kind(&self, text: &str) -> Option<CredentialKind> {
        let letters = self.letters(text)?;
        CredentialKind::ALL.into_iter().find(|kind| kind.letters() == letters)
    }

    /// Recognises a well-formed credential, or says that this can't be one.
    pub fn recognise(&self, text: &str) -> Option<RecognisedCredential> {
        let kind = self.claimed_kind(text)?;
        self.is_spelt(kind.letters(), text)
            .then(|| RecognisedCredential { kind, digest: SecretDigest::of(text) })
    }

    fn spell(&self, letters: &str, entropy: [u8; 32]) -> PlainSecret {
        let body = format!("{}{}", self.prefix(letters), spelt(&base62(&entropy)));
        PlainSecret::new(format!("{body}{}", spelt(&checksum(&body))))
    }

    fn is_spelt(&self, letters: &str, text: &str) -> bool {
        let prefix = letters.len() + self.brand.len() + 2;
        text.len() == prefix + ENTROPY_LENGTH + CHECKSUM_LENGTH
            && text.is_ascii()
            && self.letters(text) == Some(letters)
            && text
                .split_at_checked(text.len() - CHECKSUM_LENGTH)
                .is_some_and(|(body, sum)| sum.as_bytes() == checksum(body))
    }

    /// The first part of a text's prefix, where the second is ours.
    fn letters<'a>(&self, text: &'a str) -> Option<&'a str> {
        let end = text.bytes().take(LONGEST_LETTERS + 1).position(|byte| byte == b'-')?;
        let (letters, rest) = text.split_at_checked(end)?;
        let rest = rest.strip_prefix('-')?.strip_prefix(self.brand.as_str())?;
        rest.starts_with('-').then_some(letters)
    }

    fn prefix(&self, letters: &str) -> String {
        format!("{letters}-{}-", self.brand)
    }
}

fn head(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or(text)
}

fn tail(text: &str, length: usize) -> &str {
    text.len().checked_sub(length).and_then(|from| text.get(from..)).unwrap_or(text)
}

fn checksum(body: &str) -> [u8; CHECKSUM_LENGTH] {
    let mut rest = crc32fast::hash(body.as_bytes());
    digits(|| {
        let digit = rest % 62;
        rest /= 62;
        digit.into()
    })
}

/// The 256 bits as one number, to the base of 62.
fn base62(entropy: &[u8; 32]) -> [u8; ENTROPY_LENGTH] {
    let mut number = *entropy;
    digits(|| {
        let mut remainder = 0_u64;
        for byte in &mut number {
            let value = remainder << 8 | u64::from(*byte);
            *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
            remainder = value % 62;
        }
        remainder
    })
}

/// As many digits, of which `next` tells the last first.
fn digits<const LENGTH: usize>(mut next: impl FnMut() -> u64) -> [u8; LENGTH] {
    let mut text = [b'0'; LENGTH];
    for place in text.iter_mut().rev() {
        let digit = usize::try_from(next()).unwrap_or_default();
        *place = ALPHABET.get(digit).copied().unwrap_or(b'0');
    }
    text
}

fn spelt(digits: &[u8]) -> String {
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn format() -> CredentialFormat {
        CredentialFormat::new("nc").unwrap()
    }

    #[test]
    fn a_credential_has_its_prefix_then_43_characters_then_6() {
        let minted = format().mint(CredentialKind::ApiKey, [7; 32]);
        let text = minted.secret.expose();
        assert!(text.starts_with("sk-nc-"));
        assert_eq!(text.len(), 6 + 43 + 6);
        assert!(text[6..].bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn the_extremes_of_entropy_have_full_length() {
        for entropy in [[0; 32], [255; 32]] {
            assert_eq!(format().mint(CredentialKind::ApiKey, entropy).secret.expose().len(), 55);
        }
    }

    #[test]
    fn the_masked_form_shows_the_prefix_the_first_four_and_the_last_four() {
        let minted = format().mint(CredentialKind::PersonalAccessToken, [9; 32]);
        let text = minted.secret.expose();
        assert_eq!(minted.masked, format!("{}...{}", &text[..11], &text[text.len() - 4..]));
        assert_eq!(minted.prefix, text[..11]);
    }

    #[test]
    fn another_installations_credential_is_not_recognised() {
        let other = CredentialFormat::new("acme").unwrap().mint(CredentialKind::ApiKey, [1; 32]);
        assert_eq!(format().recognise(other.secret.expose()), None);
    }

    #[test]
    fn no_letters_are_longer_than_those_that_are_looked_for() {
        let longest = CredentialKind::ALL.map(|kind| kind.letters().len()).into_iter().max();
        assert_eq!(longest, Some(LONGEST_LETTERS));
    }

    #[test]
    fn a_brand_is_short_and_plain() {
        for brand in ["", "NC", "n-c", "elevenchars"] {
            assert_eq!(CredentialFormat::new(brand), Err(BrandError), "{brand}");
        }
    }

    proptest! {
        #[test]
        fn every_minted_credential_is_recognised(entropy: [u8; 32], index in 0..5_usize) {
            let kind = CredentialKind::ALL[index];
            let minted = format().mint(kind, entropy);
            let seen = format().recognise(minted.secret.expose());
            prop_assert_eq!(seen, Some(RecognisedCredential { kind, digest: minted.digest }));
        }

        #[test]
        fn one_wrong_character_is_noticed(entropy: [u8; 32], at in 6..55_usize, other in 0..62_usize) {
            let minted = format().mint(CredentialKind::ApiKey, entropy);
            let mut bytes = minted.secret.expose().as_bytes().to_vec();
            prop_assume!(bytes[at] != ALPHABET[other]);
            bytes[at] = ALPHABET[other];
            prop_assert_eq!(format().recognise(std::str::from_utf8(&bytes).unwrap()), None);
        }

        #[test]
        fn no_text_makes_the_recogniser_panic(text: String) {
            let _ = format().recognise(&text);
            prop_assert_eq!(format().recognise(&format!("sk-nc-{text}")), None);
        }
    }
}
