//! API keys made here and not by the service, a million in some seconds: spelt and digested by the service's own code.

use tenantry_domain::credential::{CredentialFormat, CredentialKind};
use tenantry_domain::secret::SecretDigest;

use crate::failure::{Outcome, While as _};

/// `credentials.prefix` as it is by itself.
pub(crate) const BRAND: &str = "nc";

/// Keys in the clear, all of one length, one behind the other.
pub(crate) struct Keys {
    text: String,
    length: usize,
    masked: String,
}

impl Keys {
    /// So many, the same at every run: they open nothing but the database of this one.
    pub(crate) fn mint(count: u32) -> Outcome<Self> {
        let format = CredentialFormat::new(BRAND).when("spell credentials")?;
        let mint = |number: u32| {
            let entropy = *SecretDigest::of(&format!("bench {number}")).as_bytes();
            format.mint(CredentialKind::ApiKey, entropy)
        };
        let first = mint(0);
        let length = first.secret.expose().len();
        let mut text = String::with_capacity(length * usize::try_from(count).when("count keys")?);
        for number in 0..count {
            text.push_str(mint(number).secret.expose());
        }
        Ok(Self { text, length, masked: first.masked })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.text.len() / self.length.max(1)
    }

    /// How long each is.
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// How one of them may be shown; the others look alike.
    pub(crate) fn masked(&self) -> &str {
        &self.masked
    }

    /// The one with this number, from 0 on.
    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        let begin = number.checked_mul(self.length)?;
        self.text.get(begin..begin.checked_add(self.length)?)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.count()).filter_map(|number| self.get(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_another_and_the_service_would_recognise_it() {
        let keys = Keys::mint(3).unwrap();
        let format = CredentialFormat::new(BRAND).unwrap();
        assert_eq!(keys.count(), 3);
        assert_eq!(keys.iter().count(), 3);
        assert_ne!(keys.get(0), keys.get(1));
        assert!(keys.iter().all(|key| format.recognise(key).is_some()));
        assert_eq!(keys.get(3), None);
    }
}
