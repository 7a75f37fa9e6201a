//! One identifier type for each kind of thing, so that none can be passed where another is meant.

use uuid::Uuid;

/// Where new identifiers come from.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait Ids: Send + Sync {
    /// A new identifier: a UUID of version 7, so that later ones sort behind earlier ones.
    fn next(&self) -> Uuid;
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(Uuid);

        impl $name {
            /// The identifier with this value.
            pub const fn new(value: Uuid) -> Self {
                Self(value)
            }

            /// A fresh one.
            pub fn next(ids: &dyn Ids) -> Self {
                Self(ids.next())
            }

            /// Its value.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                // The canonical spelling only: a thing has one address.
                if text.len() == 36 { Uuid::try_parse(text) } else { Uuid::try_parse("") }.map(Self)
            }
        }
    };
}

id! {
    /// Names a person's account.
    UserId
}
id! {
    /// Names a tenant, the outermost boundary of isolation.
    TenantId
}
id! {
    /// Names somebody's place in a tenant, an organization or a project.
    MemberId
}
id! {
    /// Names an organization.
    OrganizationId
}
id! {
    /// Names a project.
    ProjectId
}
id! {
    /// Names a project's API key.
    ApiKeyId
}
id! {
    /// Names whoever acts: a person, or a tenant's API key.
    ActorId
}
id! {
    /// Names a personal access token.
    PersonalAccessTokenId
}
id! {
    /// Names a tenant's API key.
    TenantApiKeyId
}
id! {
    /// Names a credential that opens something in an organization, of whichever kind.
    HeldCredentialId
}
id! {
    /// Names a setting of a tenant.
    SettingId
}
id! {
    /// Names a session, which every refresh of its tokens keeps.
    SessionId
}
id! {
    /// Names an access token (the claim `jti`).
    AccessTokenId
}
id! {
    /// Names the credential of one of the platform's other services.
    ServiceCredentialId
}
id! {
    /// Names a key that signs access tokens (the header `kid`).
    SigningKeyId
}
id! {
    /// Names the record of a sign-up that somebody else's code brought.
    ReferralId
}
id! {
    /// Names a message to somebody.
    MessageId
}
id! {
    /// Names an invitation.
    InvitationId
}
id! {
    /// Names an installation: all nodes on one database, and whatever is restored from its backups.
    InstallationId
}
id! {
    /// Names an entry of the audit log.
    AuditEventId
}
