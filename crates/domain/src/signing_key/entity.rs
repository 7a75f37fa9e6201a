//! What a signing key is, and when another is due.

use time::{Duration, OffsetDateTime};

use crate::id::SigningKeyId;
use crate::secret::SealedBytes;

/// Where a sealed private key belongs: it opens nowhere else.
pub fn sealing_context(id: SigningKeyId) -> Vec<u8> {
    [b"signing-key/".as_slice(), id.uuid().as_bytes()].concat()
}

/// A key pair for ES256 (RFC 7518 §3.4).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SigningKey {
    /// Names it (`kid`).
    pub id: SigningKeyId,
    /// The public point, uncompressed (SEC 1 §2.3.3).
    pub public: Vec<u8>,
    /// The private key in PKCS #8, sealed.
    pub private: SealedBytes,
    /// When it was made, from which moment on everybody may see it.
    pub created_at: OffsetDateTime,
    /// From when on it signs.
    pub signs_from: OffsetDateTime,
    /// Until when what it signed is believed.
    pub believed_until: OffsetDateTime,
}

/// How signing keys follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SigningKeySchedule {
    /// How long a key signs.
    pub signs_for: Duration,
    /// How long everybody can see a key before it signs, and how long it is believed after it has stopped.
    pub overlap: Duration,
}

/// What is to be done about the keys that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyRotation {
    /// Nothing.
    Keep,
    /// Add a key that signs from this moment on.
    Add {
        /// The moment.
        signs_from: OffsetDateTime,
        /// Until when what it signs is believed.
        believed_until: OffsetDateTime,
    },
}

impl SigningKeySchedule {
    /// Decides about these keys.
    pub fn rotation(&self, keys: &[SigningKey], now: OffsetDateTime) -> KeyRotation {
        let stops_signing = keys.iter().map(|key| key.signs_from + self.signs_for).max();
        let signs_from = match stops_signing {
            Some(end) if end > now + self.overlap => return KeyRotation::Keep,
            // A successor shows itself before it signs, so that whoever caches the keys has it in time.
            Some(end) if end > now => end,
            Some(_) | None => now,
        };
        KeyRotation::Add { signs_from, believed_until: signs_from + self.signs_for + self.overlap }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use uuid::Uuid;

    const SCHEDULE: SigningKeySchedule =
        SigningKeySchedule { signs_for: Duration::days(30), overlap: Duration::days(1) };
    const START: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

    fn key(signs_from: OffsetDateTime) -> SigningKey {
        SigningKey {
            id: SigningKeyId::new(Uuid::nil()),
            public: vec![],
            private: SealedBytes(vec![]),
            created_at: signs_from,
            signs_from,
            believed_until: signs_from + Duration::days(31),
        }
    }

    #[test]
    fn the_first_key_signs_at_once() {
        let KeyRotation::Add { signs_from, believed_until } = SCHEDULE.rotation(&[], START) else {
            panic!("no key was added");
        };
        assert_eq!(signs_from, START);
        assert_eq!(believed_until, START + Duration::days(31));
    }

    #[test]
    fn a_young_key_stays_alone() {
        assert_eq!(SCHEDULE.rotation(&[key(START)], START + Duration::days(28)), KeyRotation::Keep);
    }

    #[test]
    fn a_successor_is_there_a_while_before_it_signs() {
        let rotation = SCHEDULE.rotation(&[key(START)], START + Duration::days(29));
        let end = START + Duration::days(30);
        assert_eq!(
            rotation,
            KeyRotation::Add { signs_from: end, believed_until: end + Duration::days(31) }
        );
    }

    #[test]
    fn a_successor_that_waits_is_enough() {
        let keys = [key(START), key(START + Duration::days(30))];
        assert_eq!(SCHEDULE.rotation(&keys, START + Duration::days(29)), KeyRotation::Keep);
    }

    #[test]
    fn after_a_long_sleep_a_new_key_signs_at_once() {
        let now = START + Duration::days(400);
        let KeyRotation::Add { signs_from, .. } = SCHEDULE.rotation(&[key(START)], now) else {
            panic!("no key was added");
        };
        assert_eq!(signs_from, now);
    }
}
