//! What referrals refuse.

use crate::access::Denied;
use crate::store_error::StoreError;

/// Why no list was shown.
#[derive(Debug, thiserror::Error)]
pub enum ReferralError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no credit was granted.
#[derive(Debug, thiserror::Error)]
pub enum CreditError {
    /// The service may not, or there is no such referral.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// It was granted before.
    #[error("the credit for this referral was granted already")]
    AlreadyGranted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
