//! What a session is.

use std::net::IpAddr;

use time::{Duration, OffsetDateTime};

use crate::id::{SessionId, TenantId, UserId};
use crate::notification::NewMessage;
use crate::secret::SecretDigest;

/// How long things last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lifetimes {
    /// An access token.
    pub access_token: Duration,
    /// A refresh token that nobody uses.
    pub refresh_idle: Duration,
    /// A session, however much it is used.
    pub session: Duration,
    /// How long the parent of the current refresh token is still answered, so that two tabs don't log each other out.
    pub refresh_grace: Duration,
}

/// A session to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSession {
    /// Its name to be.
    pub id: SessionId,
    /// The digest of its first refresh token.
    pub refresh_digest: SecretDigest,
    /// When it ends unless refreshed.
    pub idle_expires_at: OffsetDateTime,
    /// When it ends in any case.
    pub absolute_expires_at: OffsetDateTime,
    /// The news of it, to be sent where the person has been here before, but not by this device.
    pub news: Option<NewMessage>,
}

/// A session as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionEntry {
    /// Names it.
    pub id: SessionId,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When one of its tokens was last used or renewed.
    pub last_used_at: OffsetDateTime,
    /// The address that it was begun from.
    pub ip: Option<IpAddr>,
    /// The program that it was begun by.
    pub user_agent: Option<String>,
}

/// A session, as its refresh sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Names it.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Whether their account may be used.
    pub user_active: bool,
    /// The tenant that it acts in.
    pub tenant: Option<TenantId>,
    /// The digest of its current refresh token.
    pub current: SecretDigest,
    /// The digest of the refresh token before that.
    pub parent: Option<SecretDigest>,
    /// When the current one took the parent's place.
    pub rotated_at: OffsetDateTime,
    /// When it ends unless refreshed.
    pub idle_expires_at: OffsetDateTime,
    /// When it ends in any case.
    pub absolute_expires_at: OffsetDateTime,
    /// When it was ended.
    pub ended_at: Option<OffsetDateTime>,
}

impl Session {
    /// Whether it still holds.
    pub fn is_live(&self, now: OffsetDateTime) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at && now < self.absolute_expires_at
    }
}
