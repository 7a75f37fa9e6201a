//! What is asked for, and what is kept of the answer.

use time::{Duration, OffsetDateTime};

use crate::id::UserId;
use crate::secret::{PlainSecret, SecretDigest, SecretSource};

/// What a sent secret is to show.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// That an e-mail address is theirs.
    Email,
    /// That a phone number is theirs.
    Phone,
    /// That an account is theirs whose password they forgot.
    PasswordReset,
}

impl Purpose {
    /// Its name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// How long sent secrets are good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretLifetimes {
    /// A code.
    pub code: Duration,
    /// A link to reset a password.
    pub password_reset: Duration,
}

/// What is kept of a secret that was sent: whoever comes with it has read what was sent to that address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Challenge {
    /// What it shows.
    pub purpose: Purpose,
    /// Where it was sent, as addresses are compared.
    pub address: String,
    /// The keyed digest of the secret.
    pub digest: SecretDigest,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
}

/// What was given can't be a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be six digits")]
pub struct InvalidCode;

/// Six digits, short enough to be typed.
pub struct Code(PlainSecret);

impl Code {
    /// A code that follows from 256 random bits. What a million leaves over of them makes no code likelier by more than
    /// one in 2^100.
    pub fn from_entropy(entropy: [u8; 32]) -> Self {
        let number =
            entropy.iter().fold(0_u64, |rest, byte| (rest * 256 + u64::from(*byte)) % 1_000_000);
        Self(PlainSecret::new(format!("{number:06}")))
    }

    /// The code that somebody typed, with or without spaces around it.
    pub fn typed(text: &str) -> Result<Self, InvalidCode> {
        let text = text.trim();
        if text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(PlainSecret::new(text)))
        } else {
            Err(InvalidCode)
        }
    }

    /// The digits.
    pub const fn secret(&self) -> &PlainSecret {
        &self.0
    }

    /// The digits, to be sent.
    pub fn into_secret(self) -> PlainSecret {
        self.0
    }
}

/// What is kept of a code: good for one person, one purpose and one address.
pub fn challenge_digest(
    purpose: Purpose,
    user: UserId,
    address: &str,
    code: &Code,
    secrets: &dyn SecretSource,
) -> SecretDigest {
    let text = format!("{user} {address} {}", code.secret().expose());
    secrets.digest(&format!("code {}", purpose.as_str()), &text)
}
