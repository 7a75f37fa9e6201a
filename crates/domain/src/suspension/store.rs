//! Where it is kept whether something is suspended.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::access::SystemScope;
use crate::audit::{Action, Target};
use crate::id::{OrganizationId, TenantId, UserId};
use crate::store_error::StoreError;

/// What can be suspended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspendable {
    /// A tenant, with all that is in it.
    Tenant(TenantId),
    /// An organization, with all that is in it.
    Organization(OrganizationId),
    /// A person's account.
    User(UserId),
}

impl Suspendable {
    /// What the audit log calls it.
    pub const fn target(self) -> Target {
        match self {
            Self::Tenant(id) => Target::Tenant(id),
            Self::Organization(id) => Target::Organization(id),
            Self::User(id) => Target::User(id),
        }
    }
}

/// Whether something works or is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It works.
    Active,
    /// It is closed for now.
    Suspended,
}

impl Standing {
    /// Its name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    /// What the audit log calls the change to it.
    pub const fn action(self, subject: Suspendable) -> Action {
        match (self, subject) {
            (Self::Active, Suspendable::Tenant(_)) => Action::TenantReactivate,
            (Self::Active, Suspendable::Organization(_)) => Action::OrganizationReactivate,
            (Self::Active, Suspendable::User(_)) => Action::UserReactivate,
            (Self::Suspended, Suspendable::Tenant(_)) => Action::TenantSuspend,
            (Self::Suspended, Suspendable::Organization(_)) => Action::OrganizationSuspend,
            (Self::Suspended, Suspendable::User(_)) => Action::UserSuspend,
        }
    }
}

/// Suspends and reactivates.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SuspensionStore: Send + Sync {
    /// Gives a live thing this standing, and tells the audit log where that is a change. Says whether there is such a thing.
    async fn set(
        &self,
        scope: &SystemScope,
        subject: Suspendable,
        standing: Standing,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
