//! What the tests of passwords share.

use std::sync::Arc;

use super::*;
use crate::fixtures::{Outbox, ada, clock, closed_gate, format, ids, open_queue, secrets};
use crate::notification::{MessageKind, NewMessage, Recipient};
use crate::throttle::Throttle;
use crate::user::{MockUserStore, User, UserStore};

mod change;
mod forgot;
mod gate;
mod outdated_hash;
mod reset;

const NEW: &str = "an engine of brass and punched cards";
const NEW_HASH: &str = "$argon2id$new";

/// Parts of which nothing may be touched but the limits and the outbox, for a test to put its own in place.
fn parts(throttle: &Arc<Throttle>, outbox: &Outbox) -> PasswordParts {
    PasswordParts {
        passwords: Arc::new(MockPasswordStore::new()),
        users: Arc::new(MockUserStore::new()),
        gate: closed_gate(),
        queue: open_queue(),
        hasher: Arc::new(MockPasswordHasher::new()),
        policy: PasswordPolicy::new(8, vec!["Tenantry".into()]),
        outbox: outbox.store(),
        throttle: Arc::clone(throttle),
        format: format(),
        secrets: secrets(),
        ids: ids(),
        clock: clock(),
    }
}

/// A store that is asked once for Ada's account.
fn users(account: Option<User>) -> Arc<dyn UserStore> {
    let mut users = MockUserStore::new();
    users
        .expect_find()
        .once()
        .withf(|scope| scope.user() == ada().id)
        .returning(move |_| Ok(account.clone()));
    Arc::new(users)
}

/// A hasher that is given the new password once.
fn hashing() -> Arc<dyn PasswordHasher> {
    let mut hasher = MockPasswordHasher::new();
    hasher
        .expect_hash()
        .once()
        .withf(|password| password.expose() == NEW)
        .returning(|_| Ok(PasswordHash::new(NEW_HASH)));
    Arc::new(hasher)
}

fn busy() -> Arc<dyn PasswordHasher> {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_hash().returning(|_| Err(HashingError::Busy));
    Arc::new(hasher)
}

/// Whether this tells Ada, and her alone, that her password was changed, for as long as that takes.
fn is_the_news(message: &NewMessage) -> bool {
    message.kind == MessageKind::PasswordChanged
        && message.recipient == Recipient::Email(ada().email)
        && message.user == Some(ada().id)
        && message.expires_at.is_none()
}
