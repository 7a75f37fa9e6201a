//! What a tenant's API key is.

use time::OffsetDateTime;

use crate::access::TenantRole;
use crate::id::{TenantApiKeyId, TenantId};
use crate::secret::SecretDigest;
use crate::text::text;

/// The role that a tenant's API key acts with. What needs a session stays out of its reach besides.
pub const TENANT_API_KEY_ROLE: TenantRole = TenantRole::Admin;

text! {
    /// A tenant API key's name: 1 to 255 code points.
    TenantApiKeyName, 1..=255, One
}

/// A tenant's API key, without its secret, which nobody can recover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TenantApiKey {
    /// Names it.
    pub id: TenantApiKeyId,
    /// Its tenant.
    pub tenant: TenantId,
    /// What it is called.
    pub name: TenantApiKeyName,
    /// How it begins and ends.
    pub masked: String,
    /// How it begins: a client may send this along to say which key it means.
    pub prefix: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends by itself; it may have ended before it began.
    pub expires_at: Option<OffsetDateTime>,
    /// Whether that moment had come when this was read.
    pub expired: bool,
    /// When it was last good for something.
    pub last_used_at: Option<OffsetDateTime>,
}

impl TenantApiKey {
    /// Whether a key that ends at this moment, if at any, has ended.
    pub fn has_expired(expires_at: Option<OffsetDateTime>, now: OffsetDateTime) -> bool {
        expires_at.is_some_and(|end| end <= now)
    }
}

/// A tenant's API key to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTenantApiKey {
    /// Its name to be.
    pub id: TenantApiKeyId,
    /// What to call it.
    pub name: TenantApiKeyName,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
    /// What it will be found by.
    pub digest: SecretDigest,
    /// How it begins and ends.
    pub masked: String,
    /// How it begins.
    pub prefix: String,
}
