//! What a member is, and what somebody leaves behind who goes.

use time::OffsetDateTime;

use crate::id::{ApiKeyId, MemberId, PersonalAccessTokenId, ProjectId, UserId};
use crate::invitation::NewInvitation;
use crate::user::EmailAddress;

/// Whether somebody is in a group yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberStatus {
    /// They are.
    Active,
    /// They are invited.
    Invited,
}

impl MemberStatus {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
        }
    }
}

/// Somebody in a group, or invited to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member<R> {
    /// Names their place; of somebody who is invited, the invitation.
    pub id: MemberId,
    /// Their account; absent, where somebody is invited.
    pub user: Option<UserId>,
    /// Their address.
    pub email: EmailAddress,
    /// As what.
    pub role: R,
    /// Whether they are in it yet.
    pub status: MemberStatus,
    /// Since when.
    pub created_at: OffsetDateTime,
}

/// Somebody to be put into a tenant or an organization: at once, where that can be, else by invitation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewMember<R> {
    /// Names their place to be.
    pub id: MemberId,
    /// As what.
    pub role: R,
    /// The invitation, where they are not to be put in at once.
    pub invitation: NewInvitation,
}

/// A personal access token that ended because its owner left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndedCredential {
    /// Names it.
    pub id: PersonalAccessTokenId,
    /// What it was called.
    pub name: String,
}

/// An API key that somebody made who has left. It belongs to its project, and works on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemainingApiKey {
    /// Names it.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// Its project.
    pub project: ProjectId,
    /// Who made it.
    pub created_by: UserId,
}

/// What somebody leaves behind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Removal {
    /// Their credentials, which ended.
    pub ended_credentials: Vec<EndedCredential>,
    /// The API keys that they made, which remain.
    pub remaining_api_keys: Vec<RemainingApiKey>,
}
