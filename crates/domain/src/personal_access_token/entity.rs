//! What a personal access token is.

use time::{Duration, OffsetDateTime};

use crate::id::{OrganizationId, PersonalAccessTokenId};
use crate::secret::SecretDigest;
use crate::text::text;

text! {
    /// A token's name: 1 to 64 code points.
    TokenName, 1..=64, One
}

/// A lifetime that no token may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be between 1 and {} days", TokenLifetime::MOST)]
pub struct TokenLifetimeError;

/// For how many days a token is good: 1 to 90.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TokenLifetime(i64);

impl TokenLifetime {
    const MOST: i64 = 90;

    /// So many days.
    pub const fn days(days: i64) -> Result<Self, TokenLifetimeError> {
        if days >= 1 && days <= Self::MOST { Ok(Self(days)) } else { Err(TokenLifetimeError) }
    }

    /// The moment that far behind this one.
    pub fn after(self, now: OffsetDateTime) -> OffsetDateTime {
        now + Duration::days(self.0)
    }
}

impl Default for TokenLifetime {
    /// As long as can be.
    fn default() -> Self {
        Self(Self::MOST)
    }
}

/// A personal access token, without its secret, which nobody can recover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonalAccessToken {
    /// Names it.
    pub id: PersonalAccessTokenId,
    /// The organization that it is bound to.
    pub organization: OrganizationId,
    /// What it is called.
    pub name: TokenName,
    /// How it begins, by which its owner tells it from others.
    pub prefix: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// When it was revoked.
    pub revoked_at: Option<OffsetDateTime>,
}

/// A personal access token to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPersonalAccessToken {
    /// Its name to be.
    pub id: PersonalAccessTokenId,
    /// The organization that it will be bound to.
    pub organization: OrganizationId,
    /// What to call it.
    pub name: TokenName,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// What it will be found by.
    pub digest: SecretDigest,
    /// How it begins and ends.
    pub masked: String,
    /// How it begins.
    pub prefix: String,
}

/// Which tokens a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TokenFilter {
    /// Those that are bound to this organization.
    pub organization: Option<OrganizationId>,
}
