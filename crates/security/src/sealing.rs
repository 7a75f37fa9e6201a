//! Values that the store keeps and only the holder of the master key can read.
//!
//! Spelt as one byte of version, the name of the master key, the nonce, the ciphertext and its tag (AES-256-GCM). The
//! version, the name and the caller's context are bound to it: a value that was moved to another row does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use tenantry_domain::secret::{PlainSecret, SealedBytes, SealingError, SecretSealer};
use zeroize::Zeroizing;

use crate::master_key::{MasterKey, MasterKeyId, Purpose};

const VERSION: u8 = 1;

/// What seals and opens under one master key.
struct Cipher {
    key: RandomizedNonceKey,
    key_id: MasterKeyId,
}

/// Seals values under the master key in force, and opens those that were sealed under it or the one before.
pub struct Sealer {
    current: Cipher,
    previous: Option<Cipher>,
}

impl Sealer {
    /// Works under this master key.
    pub fn new(master: &MasterKey) -> Self {
        Self { current: Cipher::new(master), previous: None }
    }

    /// Opens as well what was sealed under the key before this one.
    pub fn after(mut self, previous: &MasterKey) -> Self {
        self.previous = Some(Cipher::new(previous));
        self
    }

    /// Seals some bytes. They open only in this context, which says where they belong and need not be secret.
    pub(crate) fn seal_bytes(
        &self,
        plaintext: &[u8],
        context: &[u8],
    ) -> Result<SealedBytes, SealingError> {
        self.current.seal(plaintext, context)
    }

    /// Opens what was sealed in this context.
    pub(crate) fn open(
        &self,
        sealed: &SealedBytes,
        context: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        match (self.current.open(sealed, context), &self.previous) {
            (Err(SealingError::OtherKey), Some(previous)) => previous.open(sealed, context),
            (opened, _) => opened,
        }
    }
}

impl SecretSealer for Sealer {
    fn seal(&self, value: &PlainSecret, context: &[u8]) -> Result<SealedBytes, SealingError> {
        self.seal_bytes(value.expose().as_bytes(), context)
    }

    fn reseal(
        &self,
        sealed: &SealedBytes,
        context: &[u8],
    ) -> Result<Option<SealedBytes>, SealingError> {
        // One that is under the key in force is opened all the same: a damaged value is found now, not on the day it is needed.
        let opened = self.open(sealed, context)?;
        if self.current.made(sealed) {
            Ok(None)
        } else {
            self.seal_bytes(&opened, context).map(Some)
        }
    }
}

impl Cipher {
    fn new(master: &MasterKey) -> Self {
        Self { key: cipher(&master.subkey(Purpose::Sealing)), key_id: master.id() }
    }

    /// Whether a sealed value says that it was sealed here.
    fn made(&self, sealed: &SealedBytes) -> bool {
        split(&sealed.0).is_some_and(|(key_id, ..)| key_id == self.key_id)
    }

    fn seal(&self, plaintext: &[u8], context: &[u8]) -> Result<SealedBytes, SealingError> {
        // Room for the tag from the start: were the buffer to grow, a copy of the value would stay behind in the heap.
        let mut ciphertext = Vec::with_capacity(plaintext.len() + AES_256_GCM.tag_len());
        ciphertext.extend_from_slice(plaintext);
        let bound = bound(self.key_id, context);
        let Ok(nonce) = self.key.seal_in_place_append_tag(Aad::from(bound), &mut ciphertext) else {
            return Err(SealingError::Failed);
        };
        let key_id = self.key_id.to_bytes();
        Ok(SealedBytes([&[VERSION], key_id.as_slice(), nonce.as_ref(), &ciphertext].concat()))
    }

    fn open(
        &self,
        sealed: &SealedBytes,
        context: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        let (key_id, nonce, ciphertext) = split(&sealed.0).ok_or(SealingError::Damaged)?;
        if key_id != self.key_id {
            return Err(SealingError::OtherKey);
        }
        let mut opened = Zeroizing::new(ciphertext.to_vec());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let bound = bound(key_id, context);
        let Ok(plaintext) = self.key.open_in_place(nonce, Aad::from(bound), &mut opened) else {
            return Err(SealingError::Damaged);
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
        Sealer::new(&master_key()).seal_bytes(b"a secret", b"tenant 1/smtp").unwrap()
    }

    fn open(sealed: &SealedBytes, context: &[u8]) -> Result<Vec<u8>, SealingError> {
        Sealer::new(&master_key()).open(sealed, context).map(|opened| opened.to_vec())
    }

    #[test]
    fn what_was_sealed_opens_in_its_context() {
        assert_eq!(open(&sealed(), b"tenant 1/smtp"), Ok(b"a secret".to_vec()));
    }

    #[test]
    fn nothing_is_a_value_too() {
        let sealed = Sealer::new(&master_key()).seal_bytes(b"", b"").unwrap();
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
        assert_eq!(open(&sealed(), b"tenant 2/smtp"), Err(SealingError::Damaged));
    }

    #[test]
    fn another_master_key_is_told_from_damage() {
        let other = Sealer::new(&another_master_key());
        let refusal = other.open(&sealed(), b"tenant 1/smtp").err();
        assert_eq!(refusal, Some(SealingError::OtherKey));
    }

    #[rstest]
    #[case::the_version(0, SealingError::Damaged)]
    #[case::the_name_of_the_key(1, SealingError::OtherKey)]
    #[case::the_nonce(9, SealingError::Damaged)]
    #[case::the_value(HEADER, SealingError::Damaged)]
    #[case::the_tag(HEADER + 8, SealingError::Damaged)]
    fn an_altered_byte_is_noticed(#[case] at: usize, #[case] expected: SealingError) {
        let SealedBytes(mut bytes) = sealed();
        bytes[at] ^= 1;
        assert_eq!(open(&SealedBytes(bytes), b"tenant 1/smtp"), Err(expected));
    }

    #[test]
    fn a_value_that_was_cut_anywhere_does_not_open() {
        let SealedBytes(bytes) = sealed();
        for length in 0..bytes.len() {
            let cut = SealedBytes(bytes[..length].to_vec());
            assert_eq!(open(&cut, b"tenant 1/smtp"), Err(SealingError::Damaged), "{length}");
        }
    }

    /// Values of both keys, seen by whoever has the new one in force and the old one at hand.
    fn rotating() -> Sealer {
        Sealer::new(&another_master_key()).after(&master_key())
    }

    #[test]
    fn after_a_change_of_the_master_key_both_open_and_the_new_one_seals() {
        let context = b"tenant 1/smtp";
        assert_eq!(rotating().open(&sealed(), context).unwrap().as_slice(), b"a secret");
        let made = rotating().seal_bytes(b"another", context).unwrap();
        let alone = Sealer::new(&another_master_key());
        assert_eq!(alone.open(&made, context).unwrap().as_slice(), b"another");
    }

    #[test]
    fn what_is_sealed_again_opens_under_the_new_key_alone_and_in_its_context_alone() {
        let context = b"tenant 1/smtp";
        let again = rotating().reseal(&sealed(), context).unwrap().unwrap();
        let alone = Sealer::new(&another_master_key());
        assert_eq!(alone.open(&again, context).unwrap().as_slice(), b"a secret");
        assert_eq!(alone.open(&again, b"tenant 2/smtp").err(), Some(SealingError::Damaged));
        assert_eq!(open(&again, context), Err(SealingError::OtherKey));
        assert_eq!(rotating().reseal(&again, context), Ok(None));
    }

    #[test]
    fn what_does_not_open_is_not_sealed_again() {
        assert_eq!(rotating().reseal(&sealed(), b"elsewhere"), Err(SealingError::Damaged));
        let stranger = Sealer::new(&another_master_key());
        assert_eq!(stranger.reseal(&sealed(), b"tenant 1/smtp"), Err(SealingError::OtherKey));
    }
}
