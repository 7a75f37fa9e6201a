//! What everybody may see of the signing keys, so that access tokens can be checked without asking us.

use crate::id::SigningKeyId;

/// The public half of a signing key: a point on the curve P-256, by its coordinates (RFC 7518 §6.2.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublishedKey {
    /// Names it (`kid`).
    pub id: SigningKeyId,
    /// The first coordinate, big-endian.
    pub x: [u8; 32],
    /// The second coordinate, big-endian.
    pub y: [u8; 32],
}

/// Tells which keys access tokens are to be checked with.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait PublishedKeys: Send + Sync {
    /// The keys that sign, have signed what is still believed, or are about to sign; the newest first.
    fn published(&self) -> Vec<PublishedKey>;
}
