//! Proofs that somebody may touch a part of the store. No check, no scope; no scope, no query.

use super::actor::Actor;
use super::service_caller::ServiceRight;
use super::trail::Trail;
use crate::id::{TenantId, UserId};

/// Leave to work within one tenant. Outside of tests it comes from [`Caller::authorize`](super::Caller::authorize) alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TenantScope {
    tenant: TenantId,
    actor: Actor,
    trail: Trail,
}

impl TenantScope {
    pub(super) const fn granted(tenant: TenantId, actor: Actor, trail: Trail) -> Self {
        Self { tenant, actor, trail }
    }

    /// The tenant to stay within.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who acts.
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// What a change leaves behind.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// The same scope for whoever leaves this trail, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn by(self, trail: Trail) -> Self {
        Self { trail, ..self }
    }

    /// A scope without a check, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(tenant: TenantId, actor: impl Into<Actor>) -> Self {
        let actor = actor.into();
        Self { tenant, actor, trail: Trail { actor: Some(actor), ..Trail::default() } }
    }
}

/// Leave to work with one person's own rows, whatever tenant they lie in. It comes from a [`Caller`](super::Caller), or from
/// the service that has just checked a password, is about to check a sent secret, made the account, or sends it a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserScope {
    user: UserId,
    tenant: Option<TenantId>,
    trail: Trail,
}

impl UserScope {
    pub(crate) const fn of(user: UserId, tenant: Option<TenantId>, trail: Trail) -> Self {
        Self { user, tenant, trail }
    }

    /// The person.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The tenant that they act in, whose audit log tells of it.
    pub const fn tenant(&self) -> Option<TenantId> {
        self.tenant
    }

    /// What a change leaves behind.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// The same scope for whoever leaves this trail, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn by(self, trail: Trail) -> Self {
        Self { trail, ..self }
    }

    /// The same scope for a person who acts in this tenant, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn acting_in(self, tenant: TenantId) -> Self {
        Self { tenant: Some(tenant), ..self }
    }

    /// A scope without a check, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(user: UserId) -> Self {
        Self { user, tenant: None, trail: Trail { actor: Some(user.into()), ..Trail::default() } }
    }
}

/// Leave to work for the installation itself: keys, the credentials of its services, upkeep. Named after the job, so that a
/// reader of the code sees who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SystemScope {
    job: &'static str,
}

impl SystemScope {
    /// The scope of the job of this name.
    pub const fn for_job(job: &'static str) -> Self {
        Self { job }
    }

    /// What the job is called.
    pub const fn job(&self) -> &'static str {
        self.job
    }
}

/// Leave for one of the platform's other services to do what its credential was made for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceScope {
    right: ServiceRight,
    trail: Trail,
}

impl ServiceScope {
    pub(super) const fn granted(right: ServiceRight, trail: Trail) -> Self {
        Self { right, trail }
    }

    /// What it is for.
    pub const fn right(&self) -> ServiceRight {
        self.right
    }

    /// What a change leaves behind.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// A scope without a check, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(right: ServiceRight, trail: Trail) -> Self {
        Self::granted(right, trail)
    }
}
