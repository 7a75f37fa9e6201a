use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::fixtures::{
    NOW, OWN_ROWS, ada, clock, homeless, ids, outage, person_name, secrets, stranger,
};
use crate::organization::{OrganizationName, ReferralCode};
use crate::password::{
    HashingError, MockPasswordHasher, PasswordHash, PasswordPolicy, WeakPassword,
};
use crate::secret::PlainSecret;
use crate::tenant::Founding;

const PASSWORD: &str = "correct horse battery staple";
const HASH: &str = "$argon2id$made-from-it";

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

fn hasher() -> MockPasswordHasher {
    let mut hasher = MockPasswordHasher::new();
    hasher
        .expect_hash()
        .once()
        .withf(|password| password.expose() == PASSWORD)
        .returning(|_| Ok(PasswordHash::new(HASH)));
    hasher
}

/// A store in which the account is registered with what `expected` says about its founding and its referral.
fn store(
    expected: impl Fn(Option<Founding>, Option<NewReferral>) + Send + 'static,
) -> MockUserStore {
    let mut users = MockUserStore::new();
    users.expect_register().once().returning(move |scope, new, hash, founding, referral, at| {
        assert_eq!((scope.user(), at), (new.id, NOW));
        assert_eq!(hash.expose(), HASH);
        expected(founding, referral);
        let NewUser { id, email, first_name, middle_name, last_name } = new;
        Ok(User { id, email, first_name, middle_name, last_name, ..ada() })
    });
    users
}

fn refusing(error: impl Fn() -> RegisterError + Send + 'static) -> MockUserStore {
    let mut users = MockUserStore::new();
    users.expect_register().returning(move |_, _, _, _, _, _| Err(error()));
    users
}

fn service_with(
    users: MockUserStore,
    hasher: MockPasswordHasher,
    founds_organization: bool,
) -> UserService {
    let policy = PasswordPolicy::new(8, vec!["Tenantry".into()]);
    UserService::new(
        Arc::new(users),
        Arc::new(hasher),
        policy,
        founds_organization,
        secrets(),
        ids(),
        clock(),
    )
}

fn service(users: MockUserStore) -> UserService {
    service_with(users, hasher(), false)
}

/// A service that must neither hash nor store.
fn untouched() -> UserService {
    service_with(MockUserStore::new(), MockPasswordHasher::new(), false)
}

#[tokio::test]
async fn the_account_is_what_was_given_and_the_store_gets_the_hash_alone() {
    let users = store(|founding, referral| assert_eq!((founding, referral), (None, None)));
    let made = service(users).sign_up(request()).await.unwrap();
    assert_eq!(made.email.as_str(), "ada@lovelace.example");
    assert_eq!((made.first_name, made.last_name), (person_name("Ada"), person_name("Lovelace")));
    assert_eq!(made.middle_name, Some(person_name("Byronova")));
}

#[rstest]
#[case::switched_off(false)]
#[case::switched_on(true)]
#[tokio::test]
async fn whoever_names_an_organization_founds_it_with_a_tenant_around_it(#[case] switch: bool) {
    let users = store(|founding, _| {
        let founding = founding.unwrap();
        assert_eq!(founding.name.as_str(), "Analytical Engines");
        assert_eq!(founding.organization.name.as_str(), "Analytical Engines");
    });
    let name = OrganizationName::new("Analytical Engines").unwrap();
    let request = SignUp { organization_name: Some(name), ..request() };
    assert!(service_with(users, hasher(), switch).sign_up(request).await.is_ok());
}

#[tokio::test]
async fn with_the_switch_everybody_founds_an_organization_named_after_them() {
    let users = store(|founding, _| {
        let founding = founding.unwrap();
        assert_eq!(founding.name.as_str(), "Ada Lovelace");
        assert_eq!(founding.organization.name.as_str(), "Ada Lovelace");
    });
    assert!(service_with(users, hasher(), true).sign_up(request()).await.is_ok());
}

#[tokio::test]
async fn a_referral_code_is_handed_on_in_its_own_spelling() {
    let users = store(|_, referral| {
        assert_eq!(referral.map(|referral| referral.code), ReferralCode::parse("ACME012345"));
    });
    let request = SignUp { referral_code: Some(" acme012345 ".into()), ..request() };
    assert!(service(users).sign_up(request).await.is_ok());
}

#[rstest]
#[case::too_short("xK9#qLz")]
#[case::too_long(&"xK9#qLz!".repeat(17))]
#[case::common("password1")]
#[case::the_address("ada@lovelace.example")]
#[case::the_local_part_and_the_domain("ada.lovelace")]
#[case::the_first_and_the_last_name("Lovelace, Ada")]
#[case::the_middle_name("byronova1")]
#[case::the_service("tenantry!")]
#[case::the_organization("analytical.engines")]
#[tokio::test]
async fn a_weak_password_is_refused_before_anything_is_done(#[case] password: &str) {
    let request = SignUp {
        password: PlainSecret::new(password),
        organization_name: Some(OrganizationName::new("Analytical Engines").unwrap()),
        ..request()
    };
    let refusal = untouched().sign_up(request).await;
    let Err(SignUpError::WeakPassword(reason)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(
        matches!(reason, WeakPassword::Length { least: 8 }),
        !(8..=128).contains(&password.chars().count())
    );
    assert!(!reason.to_string().contains(password), "{reason}");
}

#[rstest]
#[case("")]
#[case("ACME")]
#[case("ACME-12345")]
#[tokio::test]
async fn a_malformed_referral_code_is_refused_before_anything_is_done(#[case] code: &str) {
    let request = SignUp { referral_code: Some(code.into()), ..request() };
    let refusal = untouched().sign_up(request).await;
    assert!(matches!(refusal, Err(SignUpError::InvalidReferralCode)), "{refusal:?}");
}

#[tokio::test]
async fn a_referral_code_that_no_organization_has_is_refused() {
    let users = refusing(|| RegisterError::UnknownReferralCode);
    let request = SignUp { referral_code: Some("ACME012345".into()), ..request() };
    let refusal = service(users).sign_up(request).await;
    assert!(matches!(refusal, Err(SignUpError::InvalidReferralCode)), "{refusal:?}");
}

#[rstest]
#[case::alone(None)]
#[case::with_an_organization(Some("Analytical Engines"))]
#[tokio::test]
async fn no_invitation_is_open_yet(#[case] organization: Option<&str>) {
    let request = SignUp {
        invite_token: Some("token".into()),
        organization_name: organization.map(|name| OrganizationName::new(name).unwrap()),
        ..request()
    };
    let refusal = untouched().sign_up(request).await;
    assert!(matches!(refusal, Err(SignUpError::InvalidInviteToken)), "{refusal:?}");
}

#[tokio::test]
async fn an_address_has_one_account() {
    let refusal = service(refusing(|| RegisterError::EmailTaken)).sign_up(request()).await;
    assert!(matches!(refusal, Err(SignUpError::EmailTaken)), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_while_signing_up_stays_one() {
    let failure = service(refusing(|| outage().into())).sign_up(request()).await;
    assert!(matches!(failure, Err(SignUpError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn a_busy_hasher_makes_no_account() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_hash().returning(|_| Err(HashingError::Busy));
    let failure = service_with(MockUserStore::new(), hasher, false).sign_up(request()).await;
    assert!(matches!(failure, Err(SignUpError::Hashing(HashingError::Busy))), "{failure:?}");
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
    users.expect_find().withf(|scope| *scope == OWN_ROWS).returning(move |_| Ok(found.clone()));
    users
        .expect_change_profile()
        .withf(|scope, change, at| (*scope, *at) == (OWN_ROWS, NOW) && *change == renaming())
        .returning(move |_, _, _| Ok(changed.clone()));
    service_with(users, MockPasswordHasher::new(), false)
}

#[rstest]
#[case::in_a_tenant(stranger())]
#[case::in_none(homeless())]
#[tokio::test]
async fn everybody_sees_and_changes_their_own_profile(#[case] caller: crate::access::Caller) {
    let service = profile_service(Some(ada()));
    assert_eq!(service.me(&caller).await.unwrap(), ada());
    assert_eq!(service.change_profile(&caller, renaming()).await.unwrap(), ada());
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
    let service = service_with(users, MockPasswordHasher::new(), false);
    let seen = service.me(&homeless()).await;
    assert!(matches!(seen, Err(ProfileError::Store(_))), "{seen:?}");
    let changed = service.change_profile(&homeless(), renaming()).await;
    assert!(matches!(changed, Err(ProfileError::Store(_))), "{changed:?}");
}
