//! What has ended, by name and moment alone: nothing that opens anything, and nothing about anybody.

use std::str::FromStr;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::id::TenantId;

macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident = $name:literal,)+) => {
        /// What can have ended, and how.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum EndingKind {
            $($(#[$meta])* $kind,)+
        }

        impl EndingKind {
            /// All there are: credentials first, as nothing else has to be there for them to end.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$kind),+];

            /// Its name in files.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// The credential of another service was revoked.
    ServiceCredential = "service_credential_revoked",
    /// A project's API key was revoked.
    ApiKey = "api_key_revoked",
    /// A personal access token was revoked.
    PersonalAccessToken = "personal_access_token_revoked",
    /// A tenant's API key was deleted.
    TenantApiKey = "tenant_api_key_deleted",
    /// A session ended before its time.
    Session = "session_ended",
    /// An invitation was followed, or taken back.
    Invitation = "invitation_over",
    /// A password took the place of the one before.
    Password = "password_replaced",
    /// An account was deleted.
    User = "user_deleted",
    /// A project was deleted.
    Project = "project_deleted",
    /// An organization was deleted.
    Organization = "organization_deleted",
    /// A tenant was deleted.
    Tenant = "tenant_deleted",
    /// An account is closed for now.
    UserSuspended = "user_suspended",
    /// An organization is closed for now.
    OrganizationSuspended = "organization_suspended",
    /// A tenant is closed for now.
    TenantSuspended = "tenant_suspended",
}

/// No such kind is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("nothing of this kind is known")]
pub struct UnknownKind;

impl FromStr for EndingKind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or(UnknownKind)
    }
}

impl EndingKind {
    /// Whether such a thing lies in a tenant and is named by both.
    pub const fn lies_in_a_tenant(self) -> bool {
        matches!(
            self,
            Self::ApiKey
                | Self::PersonalAccessToken
                | Self::TenantApiKey
                | Self::Invitation
                | Self::Project
                | Self::Organization
                | Self::OrganizationSuspended
        )
    }

    /// How many are ended in one transaction, which must be done within a second or two however far away the store is.
    pub const fn most_at_once(self) -> usize {
        match self {
            // All that a person has goes with them.
            Self::User => 10,
            Self::Password => 50,
            _ => 200,
        }
    }
}

/// Something that has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ending {
    /// What it was, and how it ended.
    pub kind: EndingKind,
    /// The tenant that it lies in, where it lies in one.
    pub tenant: Option<TenantId>,
    /// Its own name.
    pub id: Uuid,
    /// When it ended; of what is closed for now, when that was seen.
    pub at: OffsetDateTime,
}
