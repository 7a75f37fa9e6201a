//! Where credentials are ended by what was kept of them.

use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::access::{Origin, SystemScope};
use crate::credential::CredentialKind;
use crate::id::SessionId;
use crate::secret::SecretDigest;
use crate::store_error::StoreError;

/// What somebody holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeldSecret {
    /// A random credential: its kind, and what is kept of it. A refresh token, also one that was replaced, stands for its session.
    Random(CredentialKind, SecretDigest),
    /// An access token, which stands for this session.
    Session(SessionId),
}

/// Ends credentials.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait RevocationStore: Send + Sync {
    /// Ends what somebody holds, for good, and tells the audit log. Says whether there was anything to end.
    async fn revoke(
        &self,
        scope: &SystemScope,
        held: HeldSecret,
        origin: Arc<Origin>,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
