//! Who acts: a person, or a key that acts for a tenant with no person behind it.

use uuid::Uuid;

use crate::id::{ActorId, TenantApiKeyId, UserId};

/// Who acts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// A tenant's API key.
    TenantApiKey(TenantApiKeyId),
}

impl Actor {
    /// The person, if it is one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user),
            Self::TenantApiKey(_) => None,
        }
    }

    /// Their name, whoever they are.
    pub const fn id(self) -> ActorId {
        ActorId::new(self.uuid())
    }

    /// The value of that name.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::User(user) => user.uuid(),
            Self::TenantApiKey(key) => key.uuid(),
        }
    }
}

impl From<UserId> for Actor {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

impl From<UserId> for ActorId {
    fn from(user: UserId) -> Self {
        Actor::User(user).id()
    }
}
