//! What is known of a credential that somebody holds.

use time::OffsetDateTime;

use crate::id::{ActorId, HeldCredentialId, ProjectId};

/// The kinds of credential that open something in an organization.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HeldKind {
    /// A project's API key.
    ApiKey,
    /// A person's token for the organization.
    PersonalAccessToken,
}

impl HeldKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::ApiKey, Self::PersonalAccessToken];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::PersonalAccessToken => "personal_access_token",
        }
    }
}

/// A credential that opens something in an organization, without its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldCredential {
    /// Names it.
    pub id: HeldCredentialId,
    /// Which kind it is.
    pub kind: HeldKind,
    /// What it is called.
    pub name: String,
    /// How it begins and ends.
    pub masked: String,
    /// Whose token it is; of an API key, who made it.
    pub owner: ActorId,
    /// The project that it opens, if it is but one.
    pub project: Option<ProjectId>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last good for something.
    pub last_used_at: Option<OffsetDateTime>,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
}
