use rstest::rstest;

use super::*;
use crate::access::{Denied, OrganizationRole, SessionCaller};
use crate::fixtures::{USER, by_key, by_token, homeless, outage, stranger};

fn service(users: MockUserStore) -> UserService {
    UserService::new(UserParts { users: Arc::new(users), ..parts() })
}

fn renaming() -> ProfileChange {
    ProfileChange {
        first_name: Some(person_name("Augusta")),
        middle_name: Some(None),
        last_name: None,
    }
}

/// A service over a store that has, or has not, the caller's account.
fn profile_service(account: Option<User>) -> UserService {
    let (found, changed) = (account.clone(), account);
    let mut users = MockUserStore::new();
    users.expect_find().withf(|scope| scope.user() == USER).returning(move |_| Ok(found.clone()));
    users
        .expect_change_profile()
        .withf(|scope, change, at| (scope.user(), *at) == (USER, NOW) && *change == renaming())
        .returning(move |_, _, _| Ok(changed.clone()));
    service(users)
}

#[rstest]
#[case::in_a_tenant(stranger())]
#[case::in_none(homeless())]
#[tokio::test]
async fn everybody_sees_and_changes_their_own_profile(#[case] caller: SessionCaller) {
    let service = profile_service(Some(ada()));
    assert_eq!(service.me(&caller).await.unwrap(), ada());
    assert_eq!(service.change_profile(&caller, renaming()).await.unwrap(), ada());
}

#[tokio::test]
async fn a_token_shows_its_owners_profile() {
    let token = by_token(OrganizationRole::Member);
    assert_eq!(profile_service(Some(ada())).me(&token).await.unwrap(), ada());
}

#[tokio::test]
async fn a_key_that_acts_for_nobody_has_no_profile() {
    let refusal = service(MockUserStore::new()).me(&by_key()).await;
    let denied = matches!(refusal, Err(ProfileError::Denied(Denied::SessionRequired)));
    assert!(denied, "{refusal:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_has_no_profile() {
    let service = profile_service(None);
    let seen = service.me(&homeless()).await;
    assert!(matches!(seen, Err(ProfileError::Gone)), "{seen:?}");
    let changed = service.change_profile(&homeless(), renaming()).await;
    assert!(matches!(changed, Err(ProfileError::Gone)), "{changed:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut users = MockUserStore::new();
    users.expect_find().returning(|_| Err(outage()));
    users.expect_change_profile().returning(|_, _, _| Err(outage()));
    let service = service(users);
    let seen = service.me(&homeless()).await;
    assert!(matches!(seen, Err(ProfileError::Store(_))), "{seen:?}");
    let changed = service.change_profile(&homeless(), renaming()).await;
    assert!(matches!(changed, Err(ProfileError::Store(_))), "{changed:?}");
}
