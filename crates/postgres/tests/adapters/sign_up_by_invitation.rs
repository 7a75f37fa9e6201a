//! Signing up by an invitation: the link shows that the address is theirs.

use tenantry_domain::access::{OrganizationRole::Member as Plain, UserScope};
use tenantry_domain::invitation::Acceptance;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::user::{
    AddressProof, NewUser, RegisterError, Registration, User, UserStore as _,
};
use tenantry_postgres::PostgresUserStore;
use tenantry_testkit::fixtures::{fresh_digest, new_user, now, registration};

use crate::circle::{acceptance, add};
use crate::support::Stage;

async fn sign_up(
    stage: &Stage,
    user: NewUser,
    acceptance: Acceptance,
) -> Result<User, RegisterError> {
    let users = PostgresUserStore::new(stage.database.clone());
    let scope = UserScope::for_tests(user.id);
    let proof = AddressProof::Invitation(acceptance);
    users.register(&scope, Registration { proof, ..registration(user) }, now()).await
}

/// Ada's home, and the link of an invitation to Grace.
async fn invited(stage: &Stage) -> SecretDigest {
    let home = stage.fixtures.home("ada").await;
    let store = stage.in_organization();
    let member = add(&store, &home, home.organization, "grace@example.com", Plain).await;
    stage.link(&home, member.id).await.unwrap()
}

#[tokio::test]
async fn who_signs_up_by_an_invitation_is_verified_and_where_it_says() {
    let stage = Stage::new().await;
    let link = invited(&stage).await;
    let proof = acceptance(link, "Grace@example.com");
    let user = sign_up(&stage, new_user("Grace"), proof).await.unwrap();
    assert!(user.email_verified);
    let places = format!(
        "SELECT concat_ws(' ', t.role, o.role) FROM tenant_members t JOIN organization_members o USING (tenant_id, user_id) \
         WHERE user_id = '{}'",
        user.id
    );
    assert_eq!(stage.test.sql(&places).await, ["MEMBER member"]);
    assert_eq!(stage.rows(&format!("outbox WHERE user_id = '{}'", user.id)).await, "0");
    let told =
        format!("SELECT action FROM audit_events WHERE user_id = '{}' ORDER BY ctid", user.id);
    assert_eq!(stage.test.sql(&told).await, ["user.sign_up", "invitation.accept"]);
}

#[tokio::test]
async fn a_link_that_is_not_theirs_stops_the_sign_up_and_leaves_no_account() {
    let stage = Stage::new().await;
    let link = invited(&stage).await;
    let before = stage.actions().await;
    for (name, digest) in [("alan", link), ("grace", fresh_digest())] {
        let proof = acceptance(digest, &format!("{name}@example.com"));
        let outcome = sign_up(&stage, new_user(name), proof).await;
        assert!(matches!(outcome, Err(RegisterError::InvalidInviteToken)), "{outcome:?}");
    }
    stage.test.sql("UPDATE invitations SET expires_at = now()").await;
    let outcome = sign_up(&stage, new_user("grace"), acceptance(link, "grace@example.com")).await;
    assert!(matches!(outcome, Err(RegisterError::InvalidInviteToken)), "{outcome:?}");
    assert_eq!(stage.rows("users").await, "1");
    assert_eq!(stage.actions().await, before);
}

#[tokio::test]
async fn of_twenty_sign_ups_by_one_invitation_at_once_one_succeeds() {
    let stage = Stage::for_crowds().await;
    let link = invited(&stage).await;
    let attempts =
        (0..20).map(|_| sign_up(&stage, new_user("grace"), acceptance(link, "grace@example.com")));
    let outcomes = futures_util::future::join_all(attempts).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert_eq!(stage.rows("organization_members").await, "2");
}
