//! What an API key is, and how many there may be.

use std::sync::Arc;

use time::OffsetDateTime;

use super::error::{LimitReached, RevokeError};
use crate::access::Denied;
use crate::id::{ActorId, ApiKeyId};
use crate::project::ProjectPath;
use crate::secret::SecretDigest;
use crate::text::text;

text! {
    /// An API key's name: 1 to 255 code points.
    ApiKeyName, 1..=255, One
}

/// The resource type is none of those configured.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be one of: {allowed}")]
pub struct UnknownResourceType {
    /// Those that are.
    pub allowed: String,
}

/// What a key is good for, such as `inference`; one of a configured list. Few are shared by many, and each answer has one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResourceType(Arc<String>);

impl ResourceType {
    /// The type that a stored key has, which was checked when the key was made.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(Arc::new(text.into()))
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What this installation allows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKeyPolicy {
    /// The resource types that there are.
    pub resource_types: Vec<String>,
    /// The most live keys that a project may have.
    pub max_per_project: u64,
}

impl ApiKeyPolicy {
    /// The resource type of this name, if it is one of those configured.
    pub fn resource_type(&self, text: &str) -> Result<ResourceType, UnknownResourceType> {
        if self.resource_types.iter().any(|allowed| allowed == text) {
            Ok(ResourceType::stored(text))
        } else {
            Err(UnknownResourceType { allowed: self.resource_types.join(", ") })
        }
    }

    /// Whether a project with so many live keys may have another.
    pub const fn may_issue(&self, live: u64) -> Result<(), LimitReached> {
        if live < self.max_per_project {
            Ok(())
        } else {
            Err(LimitReached { most: self.max_per_project })
        }
    }
}

/// An API key, without its secret, which nobody can recover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKey {
    /// Names it.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: ApiKeyName,
    /// How it begins and ends.
    pub masked: String,
    /// What it is good for.
    pub resource_type: ResourceType,
    /// Who made it. The key does not depend on them.
    pub created_by: ActorId,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
    /// When it was last good for something.
    pub last_used_at: Option<OffsetDateTime>,
    /// How often it was good for something.
    pub request_count: u64,
}

/// An API key to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewApiKey {
    /// Its name to be.
    pub id: ApiKeyId,
    /// The project that it is for.
    pub project: ProjectPath,
    /// What to call it.
    pub name: ApiKeyName,
    /// What it is good for.
    pub resource_type: ResourceType,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
    /// What it will be found by.
    pub digest: SecretDigest,
    /// How it begins and ends.
    pub masked: String,
}

/// Whose keys somebody may revoke.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyRemover {
    /// Anybody's.
    OfAny,
    /// Those that this one made.
    OfOwn(ActorId),
}

impl KeyRemover {
    /// Whether they may revoke this one.
    pub fn may_revoke(self, key: &ApiKey) -> Result<(), RevokeError> {
        match self {
            Self::OfAny => Ok(()),
            Self::OfOwn(actor) if actor == key.created_by => Ok(()),
            Self::OfOwn(_) => Err(RevokeError::Denied(Denied::Forbidden)),
        }
    }
}
