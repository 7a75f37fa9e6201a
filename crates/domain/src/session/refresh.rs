//! The rule of refresh tokens: each is used once, and one that comes back late is stolen (RFC 9700 §4.14).

use time::OffsetDateTime;

use super::entity::{Lifetimes, Session};
use crate::secret::SecretDigest;

/// Why a session ended before its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndReason {
    /// Its owner signed out.
    SignedOut,
    /// A replaced refresh token came back.
    TokenReplayed,
    /// Its owner ended it from another session.
    Revoked,
    /// Its owner changed the password in another session.
    PasswordChanged,
    /// Its owner reset the password.
    PasswordReset,
    /// Its owner deleted the account.
    AccountDeleted,
}

impl EndReason {
    /// Its name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::TokenReplayed => "token_replayed",
            Self::Revoked => "revoked",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::AccountDeleted => "account_deleted",
        }
    }
}

/// What is to be done about a refresh token that was presented.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refresh {
    /// Put the successor in its place.
    Rotate {
        /// The successor's digest.
        successor: SecretDigest,
        /// When the session ends unless refreshed again.
        idle_expires_at: OffsetDateTime,
        /// Now.
        at: OffsetDateTime,
    },
    /// It was replaced a moment ago: give the same successor once more.
    Repeat,
    /// End the whole session.
    End(EndReason, OffsetDateTime),
    /// Nothing; the session is over already.
    Refuse,
}

impl Session {
    /// Decides about a refresh token of this session whose successor would be `successor`.
    pub fn refresh(
        &self,
        presented: SecretDigest,
        successor: SecretDigest,
        now: OffsetDateTime,
        lifetimes: &Lifetimes,
    ) -> Refresh {
        if !self.is_live(now) || !self.user_active {
            return Refresh::Refuse;
        }
        if presented == self.current {
            let idle_expires_at = (now + lifetimes.refresh_idle).min(self.absolute_expires_at);
            return Refresh::Rotate { successor, idle_expires_at, at: now };
        }
        let just_replaced =
            self.parent == Some(presented) && now - self.rotated_at <= lifetimes.refresh_grace;
        // The successor follows from the token by a key; another one now means that the key changed meanwhile.
        if just_replaced && successor == self.current {
            Refresh::Repeat
        } else if just_replaced {
            Refresh::Refuse
        } else {
            Refresh::End(EndReason::TokenReplayed, now)
        }
    }
}
