//! What accounts refuse: signing up, one's own data, passwords, addresses and phones.

use tenantry_domain::password::{ChangePasswordError, ForgotPasswordError, ResetPasswordError};
use tenantry_domain::user::{DeleteAccountError, ProfileError, SignUpError, SoleHolding};
use tenantry_domain::verification::{PhoneError, VerificationError};

use crate::problem::{Detail, Problem, ProblemKind};

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        let words = error.to_string();
        match error {
            SignUpError::WeakPassword(weak) => Self::weak_password(&weak, "password"),
            SignUpError::InvalidReferralCode => {
                Self::new(ProblemKind::InvalidReferralCode, words).at("referral_code")
            }
            SignUpError::InvalidInviteToken => {
                Self::new(ProblemKind::InvalidInviteToken, words).at("invite_token")
            }
            SignUpError::EmailTaken => Self::new(ProblemKind::EmailTaken, words),
            SignUpError::Throttled(throttled) => throttled.into(),
            SignUpError::Hashing(error) => error.into(),
            SignUpError::Store(error) => error.into(),
        }
    }
}

impl From<ProfileError> for Problem {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Denied(denied) => denied.into(),
            ProfileError::Gone => Self::of(ProblemKind::Unauthorized),
            ProfileError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteAccountError> for Problem {
    fn from(error: DeleteAccountError) -> Self {
        let words = error.to_string();
        match error {
            DeleteAccountError::WrongPassword => Self::wrong_password(words),
            DeleteAccountError::SoleOwner(sole) => {
                let details = sole.0.iter().map(to_hand_over).collect();
                Self::new(ProblemKind::SoleOwner, words).with(details)
            }
            DeleteAccountError::Gone => Self::of(ProblemKind::Unauthorized),
            DeleteAccountError::Throttled(throttled) => throttled.into(),
            DeleteAccountError::Hashing(error) => error.into(),
            DeleteAccountError::Store(error) => error.into(),
        }
    }
}

/// What it is that has nobody else, and what would help.
fn to_hand_over(holding: &SoleHolding) -> Detail {
    let (field, message) = match holding {
        SoleHolding::Tenant { id, name } => {
            ("tenant", format!("{name} ({id}) has no other SUPER_ADMIN; appoint one, or delete it"))
        }
        SoleHolding::Organization { id, name } => {
            ("organization", format!("{name} ({id}) has no other owner; appoint one, or delete it"))
        }
    };
    Detail { field: field.to_owned(), message }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Self {
        let words = error.to_string();
        match error {
            ChangePasswordError::WrongPassword => Self::wrong_password(words),
            ChangePasswordError::WeakPassword(weak) => Self::weak_password(&weak, "new_password"),
            ChangePasswordError::Gone => Self::of(ProblemKind::Unauthorized),
            ChangePasswordError::Throttled(throttled) => throttled.into(),
            ChangePasswordError::Hashing(error) => error.into(),
            ChangePasswordError::Store(error) => error.into(),
        }
    }
}

impl From<ForgotPasswordError> for Problem {
    fn from(error: ForgotPasswordError) -> Self {
        match error {
            ForgotPasswordError::Throttled(throttled) => throttled.into(),
            ForgotPasswordError::Store(error) => error.into(),
        }
    }
}

impl From<ResetPasswordError> for Problem {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::InvalidResetToken => Self::of(ProblemKind::InvalidResetToken),
            ResetPasswordError::WeakPassword(weak) => Self::weak_password(&weak, "new_password"),
            ResetPasswordError::Hashing(error) => error.into(),
            ResetPasswordError::Store(error) => error.into(),
        }
    }
}

impl From<VerificationError> for Problem {
    fn from(error: VerificationError) -> Self {
        match error {
            VerificationError::InvalidCode => Self::of(ProblemKind::InvalidCode),
            VerificationError::Throttled(throttled) => throttled.into(),
            VerificationError::Store(error) => error.into(),
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(error: PhoneError) -> Self {
        match error {
            PhoneError::AlreadyVerified => Self::of(ProblemKind::PhoneAlreadyVerified),
            PhoneError::NoPhone => Self::of(ProblemKind::NoPhone),
            PhoneError::Gone => Self::of(ProblemKind::Unauthorized),
            PhoneError::Throttled(throttled) => throttled.into(),
            PhoneError::Store(error) => error.into(),
        }
    }
}
