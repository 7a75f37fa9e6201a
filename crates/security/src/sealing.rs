//! Values that the store keeps and only the holder of the master key can read.
//!
//! Spelt as one byte of version, the name of the master key, the nonce, the ciphertext and its tag (AES-256-GCM). The
//! version, the name and the caller's context are bound to it: a value that was moved to another row does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use tenantry_domain::signing_key::SealedBytes;
use zeroize::Zeroizing;

use crate::master_key::{MasterKey, MasterKeyId, Purpose};

const VERSION: u8 = 1;

/// Nothing was sealed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the value could not be sealed")]
pub struct SealError;

/// Why a sealed value doesn't open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OpenError {
    /// It was sealed under another master key.
    #[error("the value was sealed under another master key")]
    OtherKey,
    /// It was altered, cut, or moved here from somewhere else.
    #[error("the sealed value is damaged")]
    Damaged,
}

/// Seals and opens values under one master key.
pub struct Sealer {
    key: RandomizedNonceKey,
    key_id: MasterKeyId,
}

impl Sealer {
    /// Works under this master key.
    pub fn new(master: &MasterKey) -> Self {
        Self { key: cipher(&master.subkey(Purpose::Sealing)), key_id: master.id() }
    }

    /// Seals a value. It opens only in this context, which says where it belongs and need not be secret.
    pub fn seal(&self, plaintext: &[u8], context: &[u8]) -> Result<SealedBytes, SealError> {
        // Room for the tag from the start: were the buffer to grow, a copy of the value would stay behind in the heap.
        let mut ciphertext = Vec::with_capacity(plaintext.len() + AES_256_GCM.tag_len());
        ciphertext.extend_from_slice(plaintext);
        let bound = bound(self.key_id, context);
        let Ok(nonce) = self.key.seal_in_place_append_tag(Aad::from(bound), &mut ciphertext) else {
            return Err(SealError);
        };
        let key_id = self.key_id.to_bytes();
        Ok(SealedBytes([&[VERSION], key_id.as_slice(), nonce.as_ref(), &ciphertext].concat()))
    }

    /// Opens a value that was sealed in this context.
    pub fn open(
        &self,
        sealed: &SealedBytes,
        context: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (key_id, nonce, ciphertext) = split(&sealed.0).ok_or(OpenError::Damaged)?;
        if key_id != self.key_id {
            return Err(OpenError::OtherKey);
        }
        let mut opened = Zeroizing::new(ciphertext.to_vec());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let bound = bound(key_id, context);
        let Ok(plaintext) = self.key.open_in_place(nonce, Aad::from(bound), &mut opened) else {
            return Err(OpenError::Damaged);
        };
        let length = plaintext.len();
        opened.truncate(length);
        Ok(opened)
    }
}

#[expect(clippy::expect_used, reason = "a key of 32 bytes is what AES-256 takes")]
fn cipher(key: &[u8; 32]) -> RandomizedNonceKey {
    RandomizedNonceKey::new(&AES_256_GCM, key).expect("32 bytes are a key of AES-256")
}

/// What the tag covers besides the value. Everything before the context has a fixed length, so that no two pairs of name
/// and context come out the same.
fn bound(key_id: MasterKeyId, context: &[u8]) -> Vec<u8> {
    [&[VERSION], key_id.to_bytes().as_slice(), context].concat()
}

fn split(sealed: &[u8]) -> Option<(MasterKeyId, [u8; NONCE_LEN], &[u8])> {
    let (version, rest) = sealed.split_first()?;
    let (key_id, rest) = rest.split_first_chunk()?;
    let (nonce, ciphertext) = rest.split_first_chunk()?;
    (*version == VERSION).then_some((MasterKeyId::from_bytes(*key_id), *nonce, ciphertext))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{another_master_key, master_key};
    use rstest::rstest;

    const HEADER: usize = 1 + 8 + 12;

    fn sealed() -> SealedBytes {
        Sealer::new(&master_key()).seal(b"a secret", b"tenant 1/smtp").unwrap()
    }

    fn open(sealed: &SealedBytes, context: &[u8]) -> Result<Vec<u8>, OpenError> {
        Sealer::new(&master_key()).open(sealed, context).map(|opened| opened.to_vec())
    }

    #[test]
    fn what_was_sealed_opens_in_its_context() {
        assert_eq!(open(&sealed(), b"tenant 1/smtp"), Ok(b"a secret".to_vec()));
    }

    #[test]
    fn nothing_is_a_value_too() {
        let sealed = Sealer::new(&master_key()).seal(b"", b"").unwrap();
        assert_eq!(open(&sealed, b""), Ok(Vec::new()));
    }

    #[test]
    fn the_sealed_form_does_not_show_the_value() {
        let SealedBytes(bytes) = sealed();
        assert_eq!(bytes.len(), HEADER + b"a secret".len() + 16);
        assert!(!bytes.windows(8).any(|window| window == b"a secret"));
    }

    #[test]
    fn the_same_value_is_never_sealed_the_same_way() {
        assert_ne!(sealed().0, sealed().0);
    }

    #[test]
    fn a_value_that_was_moved_to_another_row_does_not_open() {
        assert_eq!(open(&sealed(), b"tenant 2/smtp"), Err(OpenError::Damaged));
    }

    #[test]
    fn another_master_key_is_told_from_damage() {
        let other = Sealer::new(&another_master_key());
        let refusal = other.open(&sealed(), b"tenant 1/smtp").err();
        assert_eq!(refusal, Some(OpenError::OtherKey));
    }

    #[rstest]
    #[case::the_version(0, OpenError::Damaged)]
    #[case::the_name_of_the_key(1, OpenError::OtherKey)]
    #[case::the_nonce(9, OpenError::Damaged)]
    #[case::the_value(HEADER, OpenError::Damaged)]
    #[case::the_tag(HEADER + 8, OpenError::Damaged)]
    fn an_altered_byte_is_noticed(#[case] at: usize, #[case] expected: OpenError) {
        let SealedBytes(mut bytes) = sealed();
        bytes[at] ^= 1;
        assert_eq!(open(&SealedBytes(bytes), b"tenant 1/smtp"), Err(expected));
    }

    #[test]
    fn a_value_that_was_cut_anywhere_does_not_open() {
        let SealedBytes(bytes) = sealed();
        for length in 0..bytes.len() {
            let cut = SealedBytes(bytes[..length].to_vec());
            assert_eq!(open(&cut, b"tenant 1/smtp"), Err(OpenError::Damaged), "{length}");
        }
    }
}
