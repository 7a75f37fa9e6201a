//! Ending what one holds.

use std::sync::Arc;

use super::store::{HeldSecret, RevocationStore};
use crate::access::{Origin, SystemScope};
use crate::clock::Clock;
use crate::credential::CredentialFormat;
use crate::session::AccessTokens;
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("revocation by the holder");

/// Revocation.
pub struct RevocationService {
    store: Arc<dyn RevocationStore>,
    tokens: Arc<dyn AccessTokens>,
    format: CredentialFormat,
    clock: Arc<dyn Clock>,
}

impl RevocationService {
    /// Ends what is kept in this store.
    pub fn new(
        store: Arc<dyn RevocationStore>,
        tokens: Arc<dyn AccessTokens>,
        format: CredentialFormat,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, tokens, format, clock }
    }

    /// Ends this credential, if it is one. Nobody is told whether it was (RFC 7009 §2.2): what is not good is as it should be.
    pub async fn revoke(&self, token: &str, origin: &Arc<Origin>) -> Result<(), StoreError> {
        let now = self.clock.now();
        let held = if self.format.claimed_kind(token).is_some() {
            let recognised = self.format.recognise(token);
            recognised.map(|shown| HeldSecret::Random(shown.kind, shown.digest))
        } else {
            let claims = self.tokens.verify(token, now).ok();
            claims.map(|claims| HeldSecret::Session(claims.session))
        };
        if let Some(held) = held {
            self.store.revoke(&SCOPE, held, Arc::clone(origin), now).await?;
        }
        Ok(())
    }
}
