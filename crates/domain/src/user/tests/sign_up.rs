use rstest::rstest;
use time::Duration;

use super::*;
use crate::fixtures::origin;
use crate::notification::{MessageKind, Recipient};
use crate::organization::{OrganizationName, ReferralCode};
use crate::password::PasswordHash;

/// A hasher that is given the password once.
pub(super) fn hashing() -> Arc<MockPasswordHasher> {
    let mut hasher = MockPasswordHasher::new();
    hasher
        .expect_hash()
        .once()
        .withf(|password| password.expose() == PASSWORD)
        .returning(|_| Ok(PasswordHash::new(HASH)));
    Arc::new(hasher)
}

/// Parts with which the account is registered with what `expected` says about the rest of its registration.
fn registering(expected: impl Fn(&Registration) + Send + 'static) -> UserParts {
    let mut users = MockUserStore::new();
    users.expect_register().once().returning(move |scope, registration, at| {
        assert_eq!((scope.user(), at), (registration.user.id, NOW));
        assert_eq!((scope.trail().actor, &scope.trail().origin), (None, &origin()));
        assert_eq!(registration.password.expose(), HASH);
        expected(&registration);
        let NewUser { id, email, first_name, middle_name, last_name } = registration.user;
        Ok(User { id, email, first_name, middle_name, last_name, ..ada() })
    });
    UserParts { users: Arc::new(users), hasher: hashing(), ..parts() }
}

pub(super) async fn sign_up(parts: UserParts, request: SignUp) -> Result<User, SignUpError> {
    UserService::new(parts).sign_up(request, &origin()).await
}

#[tokio::test]
async fn the_account_is_what_was_given_and_the_store_gets_the_hash_alone() {
    let parts = registering(|registration| {
        assert_eq!((&registration.founding, &registration.referral), (&None, &None));
    });
    let made = sign_up(parts, request()).await.unwrap();
    assert_eq!(made.email.as_str(), "ada@lovelace.example");
    assert_eq!((made.first_name, made.last_name), (person_name("Ada"), person_name("Lovelace")));
    assert_eq!(made.middle_name, Some(person_name("Byronova")));
}

#[tokio::test]
async fn the_address_gets_a_code_along_with_the_account() {
    let parts = registering(|registration| {
        let AddressProof::Code(message) = &registration.proof else { panic!("no code") };
        assert_eq!(message.kind, MessageKind::VerifyEmail);
        assert_eq!(message.recipient, Recipient::Email(ada().email));
        assert_eq!(message.user, Some(registration.user.id));
        assert_eq!(message.origin, origin());
        assert_eq!(message.expires_at, Some(NOW + Duration::HOUR));
    });
    assert!(sign_up(parts, request()).await.is_ok());
}

#[rstest]
#[case::switched_off(false)]
#[case::switched_on(true)]
#[tokio::test]
async fn whoever_follows_an_invitation_needs_no_code_and_founds_nothing(#[case] switch: bool) {
    let kind = SentSecretKind::Invitation;
    let token = format().mint_sent(kind, ENTROPY).expose().to_owned();
    let digest = kind.digest(&PlainSecret::new(&*token), &*secrets());
    let parts = registering(move |registration| {
        let AddressProof::Invitation(acceptance) = &registration.proof else { panic!("a code") };
        assert_eq!((acceptance.digest, &acceptance.email), (digest, &ada().email));
        assert_eq!(registration.founding, None);
    });
    let parts = UserParts { founds_organization: switch, ..parts };
    let request = SignUp { invite_token: Some(PlainSecret::new(token)), ..request() };
    assert!(sign_up(parts, request).await.is_ok());
}

#[rstest]
#[case::switched_off(false)]
#[case::switched_on(true)]
#[tokio::test]
async fn whoever_names_an_organization_founds_it_with_a_tenant_around_it(#[case] switch: bool) {
    let parts = registering(|registration| {
        let founding = registration.founding.as_ref().unwrap();
        assert_eq!(founding.name.as_str(), "Analytical Engines");
        assert_eq!(founding.organization.name.as_str(), "Analytical Engines");
    });
    let parts = UserParts { founds_organization: switch, ..parts };
    let name = OrganizationName::new("Analytical Engines").unwrap();
    let request = SignUp { organization_name: Some(name), ..request() };
    assert!(sign_up(parts, request).await.is_ok());
}

#[tokio::test]
async fn with_the_switch_everybody_founds_an_organization_named_after_them() {
    let parts = registering(|registration| {
        let founding = registration.founding.as_ref().unwrap();
        assert_eq!(founding.name.as_str(), "Ada Lovelace");
        assert_eq!(founding.organization.name.as_str(), "Ada Lovelace");
    });
    let parts = UserParts { founds_organization: true, ..parts };
    assert!(sign_up(parts, request()).await.is_ok());
}

#[tokio::test]
async fn a_referral_code_is_handed_on_in_its_own_spelling() {
    let parts = registering(|registration| {
        let referral = registration.referral.as_ref().unwrap();
        assert_eq!(referral.code, ReferralCode::parse("ACME012345").unwrap());
    });
    let request = SignUp { referral_code: Some(" acme012345 ".into()), ..request() };
    assert!(sign_up(parts, request).await.is_ok());
}

#[tokio::test]
async fn the_organization_that_brought_somebody_learns_as_much_of_their_address_as_it_may() {
    let parts = registering(|registration| {
        let referral = registration.referral.as_ref().unwrap();
        assert_eq!(referral.masked_email, "a***@lovelace.example");
        assert_ne!(referral.id.uuid(), registration.user.id.uuid());
    });
    let request = SignUp { referral_code: Some("ACME012345".into()), ..request() };
    assert!(sign_up(parts, request).await.is_ok());
}
