//! What the tests of authentication share.

use rstest::rstest;

use super::*;
use crate::access::{Caller, Identity, Place};
use crate::credential::CredentialKind;
use crate::fixtures::{
    Directories, ENTROPY, NOW, ORGANIZATION, TENANT, USER, Uses, minted, mistyped, origin, outage,
    shown,
};

mod faults;
mod personal_access_token;
mod service;
mod session;
mod tenant_api_key;
mod wrong_place;

const PLACE: Place = Place::Organization(ORGANIZATION);

/// Who presents this, as far as these directories know.
async fn authenticate(
    directories: Directories,
    presented: Presented<'_>,
) -> Result<Caller, AuthenticationError> {
    Authenticator::new(directories.live()).authenticate(presented, PLACE, origin()).await
}

#[track_caller]
fn assert_invalid(answer: &Result<Caller, AuthenticationError>) {
    assert!(matches!(answer, Err(AuthenticationError::Invalid)), "{answer:?}");
}
