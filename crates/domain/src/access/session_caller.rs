//! A caller of whom it is known that they act by a session. What asks for one can't be reached by a token or a key.

use std::ops::Deref;
use std::sync::Arc;

use super::caller::{Caller, Denied, Identity};
use super::scope::UserScope;
use crate::id::{SessionId, UserId};

/// A person who acts by a session: the only one who may touch what is their own, or the tenant itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionCaller {
    caller: Arc<Caller>,
    user: UserId,
    session: SessionId,
}

impl SessionCaller {
    /// The same caller, if they act by a session.
    pub fn new(caller: Arc<Caller>) -> Result<Self, Denied> {
        match caller.identity() {
            Identity::Session { user, session } => Ok(Self { caller, user, session }),
            Identity::PersonalAccessToken { .. } | Identity::TenantApiKey { .. } => {
                Err(Denied::SessionRequired)
            }
        }
    }

    /// A caller that nobody recognised, to test a service with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(user: UserId, session: SessionId, grants: super::Grants) -> Self {
        let caller = Caller::for_tests(Identity::Session { user, session }, grants);
        Self { caller: Arc::new(caller), user, session }
    }

    /// The person.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The session that they act by.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// Leave to work with the person's own rows.
    pub fn own_rows(&self) -> UserScope {
        UserScope::of(self.user, self.tenant(), self.trail().clone())
    }
}

impl Deref for SessionCaller {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
