//! Secrets and what is kept in their place.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret in the clear. It can't be printed, compared or serialized by accident; whoever reads it says so.
pub struct PlainSecret(SecretString);

impl PlainSecret {
    /// Takes a secret into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The secret itself, to be hashed, or shown in the one answer that shows it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// What a store keeps in place of a random secret. With 256 random bits there is nothing to guess, so that a plain
/// SHA-256 serves (RFC 9700 asks for no more than that the secret can't be recovered).
#[derive(Clone, Copy)]
pub struct SecretDigest([u8; 32]);

impl SecretDigest {
    /// The digest of this text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The digest that was stored as these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for SecretDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretDigest {}

impl std::fmt::Debug for SecretDigest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SecretDigest")
    }
}

/// Something just made, together with the secret that opens it: the only time that both are in one place.
pub struct Issued<T> {
    /// What was made.
    pub item: T,
    /// Its secret, for this one answer.
    pub secret: PlainSecret,
}

/// Where unpredictable bytes come from.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait SecretSource: Send + Sync {
    /// 256 bits from the operating system's generator.
    fn entropy(&self) -> [u8; 32];

    /// 256 bits that follow from a secret by a keyed function: every node derives the same, nobody else can.
    fn successor(&self, of: &PlainSecret) -> [u8; 32];

    /// The keyed digest of a text that could be guessed, for this purpose alone: nobody without the key can try guesses on it.
    fn digest(&self, purpose: &str, text: &str) -> SecretDigest;
}

/// Bytes that only the holder of the master key can read.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBytes(pub Vec<u8>);

impl std::fmt::Debug for SealedBytes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SealedBytes")
    }
}

/// Why a value was neither sealed nor opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SealingError {
    /// It was sealed under a master key that is not at hand.
    #[error("the value was sealed under another master key")]
    OtherKey,
    /// It was altered, cut, or moved here from somewhere else.
    #[error("the sealed value is damaged")]
    Damaged,
    /// The cipher failed.
    #[error("the value could not be sealed")]
    Failed,
}

/// Seals what has to be read again some day, so that the store alone tells nothing. A value opens only in the context that it was
/// sealed in, which says where it belongs and need not be secret.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait SecretSealer: Send + Sync {
    /// Seals a value.
    fn seal(&self, value: &PlainSecret, context: &[u8]) -> Result<SealedBytes, SealingError>;

    /// The same value under the master key in force; nothing, where it is so already.
    fn reseal(
        &self,
        sealed: &SealedBytes,
        context: &[u8],
    ) -> Result<Option<SealedBytes>, SealingError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_tells_nothing_of_itself_when_printed() {
        assert_eq!(format!("{:?}", SecretDigest::of("sk")), "SecretDigest");
    }

    #[test]
    fn digests_are_equal_exactly_when_their_texts_are() {
        assert_eq!(SecretDigest::of("a"), SecretDigest::of("a"));
        assert_ne!(SecretDigest::of("a"), SecretDigest::of("b"));
    }
}
