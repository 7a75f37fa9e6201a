//! The roles that a person may have, each list from the weakest to the strongest.

/// A role of this name does not exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no such role")]
pub struct UnknownRole;

macro_rules! role {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// All of them, the weakest first.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name on the wire and in the store.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownRole;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|role| role.as_str() == text).ok_or(UnknownRole)
            }
        }
    };
}

role! {
    /// A person's role in a tenant.
    TenantRole {
        /// Belongs to the tenant.
        Member = "MEMBER",
        /// Runs its organizations and people.
        Admin = "ADMIN",
        /// Owns the tenant itself.
        SuperAdmin = "SUPER_ADMIN",
    }
}

role! {
    /// A person's role in an organization.
    OrganizationRole {
        /// Belongs to the organization.
        Member = "member",
        /// Runs its projects and people.
        Admin = "admin",
        /// Owns the organization itself.
        Owner = "owner",
    }
}

role! {
    /// A person's role in a project.
    ProjectRole {
        /// Works with the project and its keys.
        Member = "member",
        /// Runs the project.
        Admin = "admin",
    }
}
