//! One key pair for ES256 (RFC 7518 §3.4): made, sealed, and opened again ready for use.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use jsonwebtoken::{DecodingKey, EncodingKey};
use tenantry_domain::id::SigningKeyId;
use tenantry_domain::secret::SealingError;
use tenantry_domain::signing_key::{PublishedKey, SigningKey, sealing_context};
use time::OffsetDateTime;

use crate::sealing::Sealer;

/// Begins an uncompressed point (SEC 1 §2.3.3).
const UNCOMPRESSED: u8 = 4;

/// Why no key pair was made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GenerateError {
    /// The generator failed.
    #[error("no key pair could be made")]
    Generator(#[from] aws_lc_rs::error::Unspecified),
    /// What it made can't be read.
    #[error("the key pair that was made can't be read")]
    Unreadable(#[from] aws_lc_rs::error::KeyRejected),
    /// It could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealingError),
}

/// When a key serves.
pub(crate) struct Term {
    /// When it was made.
    pub(crate) created_at: OffsetDateTime,
    /// From when on it signs.
    pub(crate) signs_from: OffsetDateTime,
    /// Until when what it signed is believed.
    pub(crate) believed_until: OffsetDateTime,
}

/// A key pair ready for use.
pub(crate) struct Es256Key {
    pub(crate) published: PublishedKey,
    pub(crate) signing: EncodingKey,
    pub(crate) checking: DecodingKey,
    pub(crate) signs_from: OffsetDateTime,
    pub(crate) believed_until: OffsetDateTime,
}

/// Makes a key pair, to be stored.
pub(crate) fn generate(
    id: SigningKeyId,
    term: &Term,
    sealer: &Sealer,
) -> Result<SigningKey, GenerateError> {
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let private = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new())?;
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, private.as_ref())?;
    Ok(SigningKey {
        id,
        public: pair.public_key().as_ref().to_vec(),
        private: sealer.seal_bytes(private.as_ref(), &sealing_context(id))?,
        created_at: term.created_at,
        signs_from: term.signs_from,
        believed_until: term.believed_until,
    })
}

impl Es256Key {
    /// Opens a stored key pair.
    pub(crate) fn open(stored: &SigningKey, sealer: &Sealer) -> Result<Self, SealingError> {
        let private = sealer.open(&stored.private, &sealing_context(stored.id))?;
        let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &private) else {
            return Err(SealingError::Damaged);
        };
        // The public half in the store is not sealed. Whoever can write there must not make us believe another.
        let public = pair.public_key().as_ref();
        if public != stored.public {
            return Err(SealingError::Damaged);
        }
        let (x, y) = coordinates(public).ok_or(SealingError::Damaged)?;
        Ok(Self {
            published: PublishedKey { id: stored.id, x, y },
            signing: EncodingKey::from_ec_der(&private),
            checking: DecodingKey::from_ec_der(public),
            signs_from: stored.signs_from,
            believed_until: stored.believed_until,
        })
    }

    /// Its name.
    pub(crate) const fn id(&self) -> SigningKeyId {
        self.published.id
    }
}

fn coordinates(point: &[u8]) -> Option<([u8; 32], [u8; 32])> {
    let (form, point) = point.split_first()?;
    let (x, y) = point.split_first_chunk()?;
    let y = y.try_into().ok()?;
    (*form == UNCOMPRESSED).then_some((*x, y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{START, another_master_key, master_key};
    use time::Duration;
    use uuid::Uuid;

    const TERM: Term = Term {
        created_at: START,
        signs_from: START,
        believed_until: START.saturating_add(Duration::DAY),
    };

    fn made(id: u128, sealer: &Sealer) -> SigningKey {
        generate(SigningKeyId::new(Uuid::from_u128(id)), &TERM, sealer).unwrap()
    }

    #[test]
    fn a_key_pair_opens_with_the_public_half_that_was_stored() {
        let sealer = Sealer::new(&master_key());
        let stored = made(1, &sealer);
        let opened = Es256Key::open(&stored, &sealer).unwrap();
        let PublishedKey { id, x, y } = opened.published;
        assert_eq!(id, stored.id);
        assert_eq!([[UNCOMPRESSED].as_slice(), &x, &y].concat(), stored.public);
    }

    #[test]
    fn no_two_key_pairs_are_alike() {
        let sealer = Sealer::new(&master_key());
        assert_ne!(made(1, &sealer).public, made(1, &sealer).public);
    }

    #[test]
    fn a_public_half_that_was_exchanged_in_the_store_is_not_believed() {
        let sealer = Sealer::new(&master_key());
        let foreign = made(2, &sealer).public;
        let stored = SigningKey { public: foreign, ..made(1, &sealer) };
        assert_eq!(Es256Key::open(&stored, &sealer).err(), Some(SealingError::Damaged));
    }

    #[test]
    fn a_private_half_that_was_moved_to_another_row_does_not_open() {
        let sealer = Sealer::new(&master_key());
        let id = made(2, &sealer).id;
        let stored = SigningKey { id, ..made(1, &sealer) };
        assert_eq!(Es256Key::open(&stored, &sealer).err(), Some(SealingError::Damaged));
    }

    #[test]
    fn another_master_key_does_not_open_it() {
        let stored = made(1, &Sealer::new(&master_key()));
        let other = Sealer::new(&another_master_key());
        assert_eq!(Es256Key::open(&stored, &other).err(), Some(SealingError::OtherKey));
    }

    #[test]
    fn a_value_that_is_no_key_does_not_open() {
        let sealer = Sealer::new(&master_key());
        let stored = made(1, &sealer);
        let private = sealer.seal_bytes(b"not PKCS #8", &sealing_context(stored.id)).unwrap();
        let stored = SigningKey { private, ..stored };
        assert_eq!(Es256Key::open(&stored, &sealer).err(), Some(SealingError::Damaged));
    }
}
