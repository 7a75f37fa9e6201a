//! From an access token to a caller.

use std::sync::Arc;

use super::access_token::{AccessClaims, AccessTokens, InvalidAccessToken};
use super::directory::{SessionDirectory, SessionFacts};
use crate::access::{Caller, Origin, Place};
use crate::clock::Clock;
use crate::store_error::StoreError;

/// Why a caller is nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// The token is not valid, or what it stands for is over.
    #[error("the access token is not valid")]
    Invalid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<InvalidAccessToken> for AuthenticationError {
    fn from(_: InvalidAccessToken) -> Self {
        Self::Invalid
    }
}

/// Tells who calls.
pub struct Authenticator {
    tokens: Arc<dyn AccessTokens>,
    directory: Arc<dyn SessionDirectory>,
    clock: Arc<dyn Clock>,
}

impl Authenticator {
    /// Believes these tokens as far as this directory bears them out.
    pub fn new(
        tokens: Arc<dyn AccessTokens>,
        directory: Arc<dyn SessionDirectory>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { tokens, directory, clock }
    }

    /// Who presents this token, with their roles of this moment at the place that they call.
    pub async fn authenticate(
        &self,
        token: &str,
        place: Place,
        origin: Arc<Origin>,
    ) -> Result<Caller, AuthenticationError> {
        let (claims, facts) = self.examine(token, place).await?;
        Ok(Caller::new(facts.user, claims.session, facts.grants, origin))
    }

    /// What a token states and what its session allows, if both hold.
    pub(crate) async fn examine(
        &self,
        token: &str,
        place: Place,
    ) -> Result<(AccessClaims, SessionFacts), AuthenticationError> {
        let now = self.clock.now();
        let claims = self.tokens.verify(token, now)?;
        let found = self.directory.find_session(claims.session, claims.tenant, place).await?;
        match found {
            Some(facts) if facts.bears_out(&claims, now) => Ok((claims, facts)),
            _ => Err(AuthenticationError::Invalid),
        }
    }
}

impl SessionFacts {
    fn bears_out(&self, claims: &AccessClaims, now: time::OffsetDateTime) -> bool {
        let lives = !self.ended && now < self.idle_expires_at && now < self.absolute_expires_at;
        // The stored row says where the session acts. A token made for another of the person's tenants must not act here; one whose
        // tenant is gone, or has let them go, follows the row.
        let elsewhere =
            claims.tenant.is_some() && claims.tenant != self.acts_in && self.claimed_tenant_lives;
        lives && self.user_active && self.user == claims.user && !elsewhere
    }
}
