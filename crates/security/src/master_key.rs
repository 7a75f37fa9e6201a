//! The one secret that the operator keeps, and the keys that follow from it.

use aws_lc_rs::hkdf;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use tenantry_domain::secret::PlainSecret;
use zeroize::Zeroizing;

const LENGTH: usize = 32;

/// Written with padding, read with or without it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a key that follows from the master key is for. Each has its own label, so that none tells anything of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// Sealing what is stored.
    Sealing,
    /// Deriving a refresh token from the one before.
    RefreshTokenSuccessor,
    /// Digesting what could be guessed without a key: codes, links, and what is counted of whom.
    Digesting,
    /// Naming the master key itself.
    Naming,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Sealing => b"sealed-values",
            Self::RefreshTokenSuccessor => b"refresh-token-successor",
            Self::Digesting => b"keyed-digest",
            Self::Naming => b"master-key-id",
        }
    }
}

/// Names a master key without telling anything of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MasterKeyId([u8; Self::LENGTH]);

impl MasterKeyId {
    pub(crate) const LENGTH: usize = 8;

    pub(crate) const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn to_bytes(self) -> [u8; Self::LENGTH] {
        self.0
    }
}

impl std::fmt::Display for MasterKeyId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// Why a text is no master key. It tells nothing of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// It is not base64.
    #[error("must be base64")]
    NotBase64,
    /// It is too short or too long.
    #[error("must be base64 of exactly {LENGTH} bytes, and is of {found}")]
    Length {
        /// How many bytes there are.
        found: usize,
    },
}

/// The secret from which every key of this installation follows. It can't be printed, and is wiped when it is dropped.
pub struct MasterKey(Zeroizing<[u8; LENGTH]>);

impl MasterKey {
    /// A new one, from the operating system's generator.
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        crate::random_secrets::fill(&mut *bytes);
        Self(bytes)
    }

    /// Reads one from base64, with or without padding, and with any white space around it, as files have it.
    pub fn from_base64(text: &str) -> Result<Self, MasterKeyError> {
        // The decoder's own error quotes what it stumbled over, so it is not passed on.
        let Ok(decoded) = BASE64.decode(text.trim()).map(Zeroizing::new) else {
            return Err(MasterKeyError::NotBase64);
        };
        let mut bytes = Zeroizing::new([0; LENGTH]);
        if decoded.len() != LENGTH {
            return Err(MasterKeyError::Length { found: decoded.len() });
        }
        bytes.copy_from_slice(&decoded);
        Ok(Self(bytes))
    }

    /// Its spelling in base64, to be written to a file that only the service can read.
    pub fn to_base64(&self) -> PlainSecret {
        PlainSecret::new(BASE64.encode(self.0.as_slice()))
    }

    /// Its name. What is sealed carries it, so that one sees which master key opens it.
    pub fn id(&self) -> MasterKeyId {
        let mut id = [0; MasterKeyId::LENGTH];
        self.derive(Purpose::Naming, &mut id);
        MasterKeyId(id)
    }

    /// The key for this purpose.
    pub(crate) fn subkey(&self, purpose: Purpose) -> Zeroizing<[u8; LENGTH]> {
        let mut key = Zeroizing::new([0; LENGTH]);
        self.derive(purpose, &mut *key);
        key
    }

    #[expect(
        clippy::expect_used,
        reason = "RFC 5869 §2.3: expansion fails only beyond 255 blocks, and these are of at most one"
    )]
    fn derive(&self, purpose: Purpose, output: &mut [u8]) {
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"tenantry")
            .extract(self.0.as_slice())
            .expand(&[purpose.label()], Length(output.len()))
            .and_then(|derived| derived.fill(output))
            .expect("one block of HKDF can always be derived");
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const PADDED: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn refusal(text: &str) -> Option<MasterKeyError> {
        MasterKey::from_base64(text).err()
    }

    #[rstest]
    #[case::with_padding(PADDED)]
    #[case::without_padding("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    #[case::as_a_file_ends("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")]
    #[case::with_space_around(" \tAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= \r\n")]
    fn base64_of_32_bytes_is_read(#[case] text: &str) {
        let key = MasterKey::from_base64(text).unwrap();
        let expected: Vec<u8> = (0..32).collect();
        assert_eq!(key.0.as_slice(), expected);
        assert_eq!(key.to_base64().expose(), PADDED);
    }

    #[rstest]
    #[case::nothing("", MasterKeyError::Length { found: 0 })]
    #[case::too_short("AAEC", MasterKeyError::Length { found: 3 })]
    #[case::too_long("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g", MasterKeyError::Length { found: 33 })]
    #[case::a_phrase("correct horse battery staple", MasterKeyError::NotBase64)]
    fn anything_else_is_refused(#[case] text: &str, #[case] expected: MasterKeyError) {
        assert_eq!(refusal(text), Some(expected));
    }

    #[test]
    fn a_refusal_does_not_quote_the_text() {
        let message = refusal("hunter2!").map(|error| error.to_string());
        assert_eq!(message.as_deref(), Some("must be base64"));
    }

    #[test]
    fn a_written_key_is_read_back_as_the_same() {
        let made = MasterKey::generate();
        let read = MasterKey::from_base64(made.to_base64().expose()).unwrap();
        assert_eq!(read.0, made.0);
        assert_eq!(read.id(), made.id());
    }

    #[test]
    fn no_two_generated_keys_are_alike() {
        assert_ne!(MasterKey::generate().id(), MasterKey::generate().id());
    }

    #[test]
    fn the_name_and_the_keys_follow_from_the_bytes_for_ever() {
        let key = MasterKey::from_base64(PADDED).unwrap();
        // Fixed values: were they to change, nothing that is stored could be opened any more.
        assert_eq!(key.id().to_string(), "9d637cf88d4a3184");
        let hex = |purpose| {
            key.subkey(purpose).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
        };
        assert_eq!(
            hex(Purpose::Sealing),
            "cdc650ee792786c7dec03969b548bf70c5ab5f24983f98d450c3fe92bde0aead"
        );
        assert_eq!(
            hex(Purpose::RefreshTokenSuccessor),
            "de52d6ea028eb3fbbade79176b5f21555a219c45da6c9d63b02c68246feb4ee1"
        );
    }
}
