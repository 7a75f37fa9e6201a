//! What authentication reads before it knows whose rows these are.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::access_token::AccessClaims;
use crate::access::{Grants, Place};
use crate::authentication::Fault;
use crate::id::{SessionId, TenantId, UserId};
use crate::password::PasswordHash;
use crate::store_error::StoreError;
use crate::user::{EmailAddress, UserStatus};

/// What a login is checked against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoginFacts {
    /// The account.
    pub user: UserId,
    /// Its address, as its owner spells it.
    pub email: EmailAddress,
    /// Whether it may be used.
    pub status: UserStatus,
    /// Whether its address was verified.
    pub email_verified: bool,
    /// The tenant that a session would begin in, whose log tells of attempts.
    pub tenant: Option<TenantId>,
    /// The hash of its password.
    pub password: PasswordHash,
}

/// What a session allows at this moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionFacts {
    /// Whose it is.
    pub user: UserId,
    /// How they are known.
    pub username: String,
    /// Whether their account may be used.
    pub user_active: bool,
    /// When it ends unless refreshed.
    pub idle_expires_at: OffsetDateTime,
    /// When it ends in any case.
    pub absolute_expires_at: OffsetDateTime,
    /// Whether it was ended.
    pub ended: bool,
    /// The tenant that its stored row names, whether or not it lives and the person is still in it.
    pub acts_in: Option<TenantId>,
    /// Whether the tenant that the access token claims is a live one that the person is in.
    pub claimed_tenant_lives: bool,
    /// The roles in the session's tenant and in the place that was asked about.
    pub grants: Grants,
}

/// Looks up what authentication needs, and nothing more.
#[async_trait]
pub trait SessionDirectory: Send + Sync {
    /// What [`Self::find_session`] would find, if that needs no asking: a directory with a memory may know it at once.
    fn recall_session(
        &self,
        _session: SessionId,
        _claimed_tenant: Option<TenantId>,
        _place: Place,
    ) -> Option<Option<SessionFacts>> {
        None
    }

    /// What a login with this address is checked against.
    async fn find_login(&self, email: &EmailAddress) -> Result<Option<LoginFacts>, StoreError>;

    /// What a session allows at this place, and whether the tenant that its token claims lives.
    async fn find_session(
        &self,
        session: SessionId,
        claimed_tenant: Option<TenantId>,
        place: Place,
    ) -> Result<Option<SessionFacts>, StoreError>;
}

// By hand, so that the mock remembers nothing.
#[cfg(any(test, feature = "mocks"))]
mockall::mock! {
    /// The mock of [`SessionDirectory`].
    pub SessionDirectory {}

    #[async_trait]
    impl SessionDirectory for SessionDirectory {
        async fn find_login(&self, email: &EmailAddress) -> Result<Option<LoginFacts>, StoreError>;
        async fn find_session(
            &self,
            session: SessionId,
            claimed_tenant: Option<TenantId>,
            place: Place,
        ) -> Result<Option<SessionFacts>, StoreError>;
    }
}

impl SessionFacts {
    /// Whether a token that states this still stands for a session of a person who may use it, or what is wrong with it.
    pub(crate) fn bear_out(&self, claims: &AccessClaims, now: OffsetDateTime) -> Result<(), Fault> {
        // The stored row says where the session acts. A token made for another of the person's tenants must not act here; one whose
        // tenant is gone, or has let them go, follows the row.
        let elsewhere =
            claims.tenant.is_some() && claims.tenant != self.acts_in && self.claimed_tenant_lives;
        if self.ended || self.user != claims.user || elsewhere {
            Err(Fault::Revoked)
        } else if now >= self.idle_expires_at || now >= self.absolute_expires_at {
            Err(Fault::Expired)
        } else if !self.user_active {
            Err(Fault::OwnerInactive)
        } else {
            Ok(())
        }
    }
}
