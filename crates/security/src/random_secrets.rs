//! Unpredictable bytes, and those that follow from a secret.

use aws_lc_rs::{hmac, rand};
use tenantry_domain::secret::{PlainSecret, SecretDigest, SecretSource};

use crate::master_key::{MasterKey, Purpose};

/// Draws secrets from the operating system's generator, and derives successors and digests by HMAC-SHA-256.
pub struct RandomSecrets {
    successor_key: hmac::Key,
    digest_key: hmac::Key,
}

impl RandomSecrets {
    /// A source whose successors follow from this master key, on every node that has it.
    pub fn new(master: &MasterKey) -> Self {
        let key = |purpose| hmac::Key::new(hmac::HMAC_SHA256, master.subkey(purpose).as_slice());
        Self {
            successor_key: key(Purpose::RefreshTokenSuccessor),
            digest_key: key(Purpose::Digesting),
        }
    }
}

impl SecretSource for RandomSecrets {
    fn entropy(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        fill(&mut bytes);
        bytes
    }

    fn successor(&self, of: &PlainSecret) -> [u8; 32] {
        bytes_of(hmac::sign(&self.successor_key, of.expose().as_bytes()))
    }

    fn digest(&self, purpose: &str, text: &str) -> SecretDigest {
        let mut context = hmac::Context::with_key(&self.digest_key);
        // The length says where the purpose ends, so that no other pair of texts gives the same bytes.
        context.update(&(purpose.len() as u64).to_be_bytes());
        context.update(purpose.as_bytes());
        context.update(text.as_bytes());
        SecretDigest::from_bytes(bytes_of(context.sign()))
    }
}

fn bytes_of(tag: hmac::Tag) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(tag.as_ref());
    bytes
}

#[expect(
    clippy::expect_used,
    reason = "without a working generator every secret would be a guess: better to answer nothing at all"
)]
pub(crate) fn fill(bytes: &mut [u8]) {
    rand::fill(bytes).expect("the operating system's generator works");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{another_master_key, master_key};

    #[test]
    fn entropy_never_repeats() {
        let source = RandomSecrets::new(&master_key());
        assert_ne!(source.entropy(), source.entropy());
    }

    #[test]
    fn a_digest_depends_on_the_key_the_purpose_and_the_text() {
        let source = RandomSecrets::new(&master_key());
        assert_eq!(source.digest("a", "b"), RandomSecrets::new(&master_key()).digest("a", "b"));
        let others = [
            RandomSecrets::new(&another_master_key()).digest("a", "b"),
            source.digest("b", "a"),
            source.digest("a", "bb"),
            source.digest("", "ab"),
            source.digest("ab", ""),
        ];
        assert!(others.iter().all(|other| *other != source.digest("a", "b")));
    }

    #[test]
    fn every_node_with_the_same_master_key_derives_the_same_successor() {
        let [here, there] = [(); 2].map(|()| RandomSecrets::new(&master_key()));
        let token = PlainSecret::new("rt-nc-1");
        assert_eq!(here.successor(&token), there.successor(&token));
    }

    #[test]
    fn another_secret_has_another_successor() {
        let source = RandomSecrets::new(&master_key());
        let [one, two] =
            ["rt-nc-1", "rt-nc-2"].map(|text| source.successor(&PlainSecret::new(text)));
        assert_ne!(one, two);
    }

    #[test]
    fn without_the_master_key_nobody_derives_a_successor() {
        let token = PlainSecret::new("rt-nc-1");
        let ours = RandomSecrets::new(&master_key()).successor(&token);
        assert_ne!(ours, RandomSecrets::new(&another_master_key()).successor(&token));
    }
}
