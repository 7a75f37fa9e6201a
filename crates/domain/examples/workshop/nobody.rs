//! Ports that this service has no use for, answered as such: it knows no sessions, and counts no uses.

use async_trait::async_trait;
use tenantry_domain::access::{Place, SystemScope};
use tenantry_domain::id::{SessionId, TenantId};
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::session::{
    AccessClaims, AccessTokens, InvalidAccessToken, LoginFacts, SessionDirectory, SessionFacts,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::usage::{CredentialUse, UsageStore};
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;

/// Nobody signs in here.
pub(crate) struct NoSessions;

impl AccessTokens for NoSessions {
    fn sign(&self, _: &AccessClaims) -> Result<PlainSecret, InvalidAccessToken> {
        Err(InvalidAccessToken::Foreign)
    }

    fn verify(&self, _: &str, _: OffsetDateTime) -> Result<AccessClaims, InvalidAccessToken> {
        Err(InvalidAccessToken::Foreign)
    }
}

#[async_trait]
impl SessionDirectory for NoSessions {
    async fn find_login(&self, _: &EmailAddress) -> Result<Option<LoginFacts>, StoreError> {
        Ok(None)
    }

    async fn find_session(
        &self,
        _: SessionId,
        _: Option<TenantId>,
        _: Place,
    ) -> Result<Option<SessionFacts>, StoreError> {
        Ok(None)
    }
}

/// Nobody asks how often a key was used.
pub(crate) struct NoUsage;

#[async_trait]
impl UsageStore for NoUsage {
    async fn add(&self, _: &SystemScope, _: Vec<CredentialUse>) -> Result<(), StoreError> {
        Ok(())
    }
}
