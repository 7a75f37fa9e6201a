//! Secrets that are sent to people in links: spelt like credentials, so that a mistyped one is recognised without asking anybody,
//! and good for nothing that a credential is good for.

use super::CredentialFormat;
use crate::secret::{PlainSecret, SecretDigest, SecretSource};

/// What a sent secret is for, as its prefix says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SentSecretKind {
    /// Choosing a new password, `pr-…`.
    PasswordReset,
    /// Joining a tenant or an organization, `inv-…`.
    Invitation,
}

impl SentSecretKind {
    const fn letters(self) -> &'static str {
        match self {
            Self::PasswordReset => "pr",
            Self::Invitation => "inv",
        }
    }

    /// What is kept of one.
    pub fn digest(self, secret: &PlainSecret, secrets: &dyn SecretSource) -> SecretDigest {
        secrets.digest(&format!("link {}", self.letters()), secret.expose())
    }
}

impl CredentialFormat {
    /// Spells out a secret of this kind.
    pub fn mint_sent(&self, kind: SentSecretKind, entropy: [u8; 32]) -> PlainSecret {
        self.spell(kind.letters(), entropy)
    }

    /// Whether a text can be a secret of this kind.
    pub fn recognises_sent(&self, kind: SentSecretKind, text: &str) -> bool {
        self.is_spelt(kind.letters(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{format, mistyped_text, secrets};

    const KIND: SentSecretKind = SentSecretKind::PasswordReset;

    #[test]
    fn a_sent_secret_is_recognised_and_a_mistyped_one_is_not() {
        let secret = format().mint_sent(KIND, [7; 32]);
        assert!(secret.expose().starts_with("pr-nc-"));
        assert!(format().recognises_sent(KIND, secret.expose()));
        assert!(!format().recognises_sent(KIND, &mistyped_text(secret.expose())));
        assert!(!format().recognises_sent(KIND, ""));
    }

    #[test]
    fn it_is_no_credential() {
        let secret = format().mint_sent(KIND, [7; 32]);
        assert_eq!(format().claimed_kind(secret.expose()), None);
        assert_eq!(format().recognise(secret.expose()), None);
    }

    #[test]
    fn what_is_kept_of_it_is_keyed() {
        let secret = PlainSecret::new("pr-nc-1");
        assert_ne!(KIND.digest(&secret, &*secrets()), SecretDigest::of("pr-nc-1"));
    }
}
