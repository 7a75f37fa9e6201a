//! What a referral is.

use time::OffsetDateTime;

use crate::id::ReferralId;
use crate::organization::ReferralCode;

/// An amount that can't be granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be 0 or more")]
pub struct InvalidCreditAmount;

/// A credit in millionths of a US dollar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CreditAmount(i64);

impl CreditAmount {
    /// So many millionths of a dollar, 0 or more.
    pub const fn micro_dollars(amount: i64) -> Result<Self, InvalidCreditAmount> {
        if amount >= 0 { Ok(Self(amount)) } else { Err(InvalidCreditAmount) }
    }

    /// The number of millionths.
    pub const fn value(self) -> i64 {
        self.0
    }
}

/// How far a referral has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReferralStatus {
    /// Somebody signed up.
    SignedUp,
    /// The organization got this credit for it.
    CreditGranted(CreditAmount),
}

impl ReferralStatus {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedUp => "signed_up",
            Self::CreditGranted(_) => "credit_granted",
        }
    }

    /// The credit, if one was granted.
    pub const fn credit(self) -> Option<CreditAmount> {
        match self {
            Self::SignedUp => None,
            Self::CreditGranted(amount) => Some(amount),
        }
    }
}

/// Somebody who signed up with an organization's code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Referral {
    /// Names it.
    pub id: ReferralId,
    /// Their address, as much of it as the organization may know. That is all that is kept for it; nothing, when they have
    /// deleted their account.
    pub masked_email: String,
    /// How far it has come.
    pub status: ReferralStatus,
    /// When they signed up.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// A referral to record: who is thanked is found by the code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReferral {
    /// Its name to be.
    pub id: ReferralId,
    /// The code that was given.
    pub code: ReferralCode,
    /// As much of the new person's address as the organization may know.
    pub masked_email: String,
}
