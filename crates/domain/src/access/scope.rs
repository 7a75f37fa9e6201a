//! Proofs that somebody may touch a part of the store. No check, no scope; no scope, no query.

use crate::id::{TenantId, UserId};

/// Leave to work within one tenant. Outside of tests it comes from [`Caller::authorize`](super::Caller::authorize) alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TenantScope {
    tenant: TenantId,
    actor: UserId,
}

impl TenantScope {
    pub(super) const fn granted(tenant: TenantId, actor: UserId) -> Self {
        Self { tenant, actor }
    }

    /// The tenant to stay within.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The person who acts.
    pub const fn actor(&self) -> UserId {
        self.actor
    }

    /// A scope without a check, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub const fn for_tests(tenant: TenantId, actor: UserId) -> Self {
        Self { tenant, actor }
    }
}

/// Leave to work with one person's own rows, whatever tenant they lie in. It comes from a [`Caller`](super::Caller), or from
/// the service that has just checked a password or made the account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UserScope {
    user: UserId,
}

impl UserScope {
    pub(crate) const fn of(user: UserId) -> Self {
        Self { user }
    }

    /// The person.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// A scope without a check, to test a store with.
    #[cfg(any(test, feature = "mocks"))]
    pub const fn for_tests(user: UserId) -> Self {
        Self { user }
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
