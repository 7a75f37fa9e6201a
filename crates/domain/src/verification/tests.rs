//! What the tests of verification share.

use std::sync::Arc;

use super::*;
use crate::fixtures::{Limited, Outbox, ids, secrets};
use crate::id::UserId;
use crate::secret::SecretDigest;
use crate::user::{MockAccountDirectory, MockUserStore};

mod code;
mod email;
mod phone;
mod phone_code;

/// Parts of which nothing may be touched but the limits and the outbox, for a test to put its own in place.
fn parts(limited: &Limited, outbox: &Outbox) -> VerificationParts {
    VerificationParts {
        challenges: Arc::new(MockChallengeStore::new()),
        accounts: Arc::new(MockAccountDirectory::new()),
        users: Arc::new(MockUserStore::new()),
        outbox: outbox.store(),
        throttle: Arc::clone(&limited.throttle),
        secrets: secrets(),
        ids: ids(),
        clock: limited.clock(),
    }
}

/// What is kept of this code.
fn digest(purpose: Purpose, user: UserId, address: &str, code: &str) -> SecretDigest {
    challenge_digest(purpose, user, address, &Code::typed(code).unwrap(), &*secrets())
}
