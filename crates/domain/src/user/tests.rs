//! What the tests of accounts share.

use std::sync::Arc;

use super::*;
use crate::credential::SentSecretKind;
use crate::fixtures::{
    ENTROPY, Limited, NOW, PASSWORD, ada, clock, closed_gate, format, ids, open_queue, person_name,
    secrets,
};
use crate::password::{MockPasswordHasher, PasswordPolicy};
use crate::secret::PlainSecret;

mod delete;
mod own_words;
mod profile;
mod sign_up;
mod sign_up_refused;

const HASH: &str = "$argon2id$made-from-it";

/// Parts of which nothing may be touched but the limits, for a test to put its own in place.
fn parts() -> UserParts {
    UserParts {
        users: Arc::new(MockUserStore::new()),
        gate: closed_gate(),
        queue: open_queue(),
        hasher: Arc::new(MockPasswordHasher::new()),
        policy: PasswordPolicy::new(8, vec!["Tenantry".into()]),
        founds_organization: false,
        throttle: Limited::new().throttle,
        format: format(),
        secrets: secrets(),
        ids: ids(),
        clock: clock(),
    }
}

fn request() -> SignUp {
    SignUp {
        email: ada().email,
        password: PlainSecret::new(PASSWORD),
        first_name: person_name("Ada"),
        middle_name: Some(person_name("Byronova")),
        last_name: person_name("Lovelace"),
        organization_name: None,
        referral_code: None,
        invite_token: None,
    }
}
