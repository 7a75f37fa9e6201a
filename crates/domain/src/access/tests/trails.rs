//! What each kind of caller leaves behind.

use rstest::rstest;

use super::*;
use crate::fixtures::{SESSION, TENANT_KEY, TOKEN, USER, by_key, by_token, origin, stranger};
use crate::id::ActorId;

#[rstest]
#[case::a_session(
    Caller::clone(&stranger()), Actor::User(USER), CredentialUsed::Session, SESSION.uuid()
)]
#[case::a_token(
    by_token(OrganizationRole::Member),
    Actor::User(USER),
    CredentialUsed::PersonalAccessToken,
    TOKEN.uuid()
)]
#[case::a_key(
    by_key(),
    Actor::TenantApiKey(TENANT_KEY),
    CredentialUsed::TenantApiKey,
    TENANT_KEY.uuid()
)]
fn a_trail_names_who_acts_and_by_which_credential(
    #[case] caller: Caller,
    #[case] actor: Actor,
    #[case] credential: CredentialUsed,
    #[case] id: uuid::Uuid,
) {
    let recognised = Caller::new(caller.identity(), Grants::default(), origin());
    let expected = Trail {
        actor: Some(actor),
        credential: Some(credential),
        credential_id: Some(id),
        origin: origin(),
    };
    assert_eq!(recognised.trail(), &expected);
    assert_eq!(recognised.actor(), actor);
}

#[test]
fn a_scope_carries_the_trail_of_who_was_let_in() {
    let key = by_key();
    let scope = key.authorize(Permission::ReadTenant, Place::Tenant).unwrap();
    assert_eq!(scope.trail(), key.trail());
}

#[test]
fn people_and_keys_are_named_alike_in_what_they_made() {
    assert_eq!(Actor::User(USER).id(), ActorId::new(USER.uuid()));
    assert_eq!(Actor::TenantApiKey(TENANT_KEY).id(), ActorId::new(TENANT_KEY.uuid()));
}

#[test]
fn an_operator_is_nobody_in_particular() {
    let trail = Trail::of_operator();
    assert_eq!((trail.actor, trail.credential), (None, Some(CredentialUsed::Operator)));
    assert_eq!(trail.credential_id, None);
}
