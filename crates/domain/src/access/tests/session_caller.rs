//! Who passes for a person in a session.

use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::fixtures::{
    ORGANIZATION, SESSION, TENANT, USER, by_key, by_token, by_token_in, homeless, in_tenant,
};

#[test]
fn a_session_is_one() {
    let caller = Caller::clone(&in_tenant(TenantRole::Admin));
    let session = SessionCaller::new(Arc::new(caller.clone())).unwrap();
    assert_eq!((session.user(), session.session()), (USER, SESSION));
    assert_eq!(*session, caller);
}

#[rstest]
#[case::a_token(by_token(OrganizationRole::Member))]
#[case::the_strongest_token(by_token_in(ORGANIZATION))]
#[case::a_tenants_key(by_key())]
fn nothing_else_is_one(#[case] caller: Caller) {
    assert_eq!(SessionCaller::new(Arc::new(caller)), Err(Denied::SessionRequired));
}

#[test]
fn it_works_with_the_persons_own_rows_in_whatever_tenant_it_acts() {
    for (caller, tenant) in [(in_tenant(TenantRole::Member), Some(TENANT)), (homeless(), None)] {
        let scope = caller.own_rows();
        assert_eq!((scope.user(), scope.tenant()), (USER, tenant));
        assert_eq!(scope.trail(), caller.trail());
    }
}
