//! Referrals: who signed up with an organization's code, and the credit that the platform grants for it.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{CreditAmount, InvalidCreditAmount, NewReferral, Referral, ReferralStatus};
pub use error::{CreditError, ReferralError};
pub use service::ReferralService;
pub use store::{CreditStore, ReferralStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::{MockCreditStore, MockReferralStore};

#[cfg(test)]
mod tests;
