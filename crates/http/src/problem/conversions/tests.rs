//! What a client is told beyond the code: which field, what to hand over, how long to wait.

use actix_web::http::{StatusCode, header};
use rstest::rstest;
use tenantry_domain::access::Denied;
use tenantry_domain::authentication::AuthenticationError;
use tenantry_domain::id::{OrganizationId, TenantId};
use tenantry_domain::invitation::AcceptInvitationError;
use tenantry_domain::membership::MembershipError;
use tenantry_domain::password::{ChangePasswordError, ResetPasswordError, WeakPassword};
use tenantry_domain::personal_access_token::PersonalAccessTokenError;
use tenantry_domain::referral::CreditError;
use tenantry_domain::secret::SealingError;
use tenantry_domain::setting::{SettingError, SettingRefused};
use tenantry_domain::throttle::Throttled;
use tenantry_domain::user::{DeleteAccountError, SignUpError, SoleHolding, SoleOwner};
use time::Duration;
use uuid::Uuid;

use crate::problem::{Problem, ProblemKind};

fn weak() -> WeakPassword {
    WeakPassword::Length { least: 8 }
}

#[test]
fn a_weak_password_is_told_at_the_field_that_it_was_given_in() {
    let field = |problem: Problem| {
        assert_eq!(problem.kind(), &ProblemKind::WeakPassword);
        problem.details()[0].field.clone()
    };
    assert_eq!(field(SignUpError::WeakPassword(weak()).into()), "password");
    assert_eq!(field(ChangePasswordError::WeakPassword(weak()).into()), "new_password");
    assert_eq!(field(ResetPasswordError::WeakPassword(weak()).into()), "new_password");
}

#[test]
fn whoever_alone_runs_something_is_told_what_to_hand_over() {
    let (tenant, organization) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let holdings = vec![
        SoleHolding::Tenant { id: TenantId::new(tenant), name: "Engines".to_owned() },
        SoleHolding::Organization {
            id: OrganizationId::new(organization),
            name: "Research".to_owned(),
        },
    ];
    let problem = Problem::from(DeleteAccountError::SoleOwner(SoleOwner(holdings)));
    assert_eq!(problem.kind(), &ProblemKind::SoleOwner);
    let [first, second] = problem.details() else { panic!("{:?}", problem.details()) };
    assert_eq!((first.field.as_str(), second.field.as_str()), ("tenant", "organization"));
    assert!(first.message.starts_with(&format!("Engines ({tenant})")), "{}", first.message);
    assert!(
        second.message.starts_with(&format!("Research ({organization})")),
        "{}",
        second.message
    );
}

#[test]
fn whoever_tried_too_often_is_told_how_long_to_wait() {
    let throttled = Throttled { retry_after: Duration::milliseconds(29_001), passing: false };
    let answer = Problem::from(throttled).respond("the-request");
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers().get(header::RETRY_AFTER).unwrap(), "30");
}

#[test]
fn a_wrong_password_is_told_as_what_was_asked_for() {
    for (problem, words) in [
        (Problem::from(ChangePasswordError::WrongPassword), "the current password is wrong"),
        (Problem::from(DeleteAccountError::WrongPassword), "the password is wrong"),
    ] {
        assert_eq!(problem.kind(), &ProblemKind::InvalidCredentials);
        assert_eq!(problem.to_string(), words);
    }
}

#[test]
fn the_last_head_is_the_owner_of_an_organization_and_the_super_admin_of_a_tenant() {
    let organization = Problem::of_organization_members(MembershipError::LastHead);
    assert_eq!(organization.kind(), &ProblemKind::LastOwner);
    let tenant = Problem::of_tenant_members(MembershipError::LastHead);
    assert_eq!(tenant.kind(), &ProblemKind::LastSuperAdmin);
}

#[test]
fn whoever_leaves_a_tenant_is_told_each_organization_that_would_have_no_owner() {
    let named = |id: u128, name: &str| (OrganizationId::new(Uuid::from_u128(id)), name.to_owned());
    let organizations = vec![named(1, "Research"), named(2, "Sales")];
    let problem = Problem::of_tenant_members(MembershipError::LastOwnerOf(organizations));
    assert_eq!(problem.kind(), &ProblemKind::LastOwner);
    let [first, second] = problem.details() else { panic!("{:?}", problem.details()) };
    assert_eq!((first.field.as_str(), second.field.as_str()), ("organization", "organization"));
    assert!(first.message.starts_with("Research (00000000-"), "{}", first.message);
    assert!(second.message.starts_with("Sales (00000000-"), "{}", second.message);
}

#[rstest]
#[case(AcceptInvitationError::InvalidInviteToken, StatusCode::BAD_REQUEST, "invalid_invite_token")]
#[case(AcceptInvitationError::EmailNotVerified, StatusCode::FORBIDDEN, "email_not_verified")]
#[case(AcceptInvitationError::Gone, StatusCode::UNAUTHORIZED, "unauthorized")]
fn an_invitation_is_refused_by_name(
    #[case] error: AcceptInvitationError,
    #[case] status: StatusCode,
    #[case] code: &str,
) {
    let problem = Problem::from(error);
    assert_eq!((problem.kind().status(), problem.kind().code()), (status, code));
}

#[rstest]
#[case(Denied::Forbidden.into(), StatusCode::FORBIDDEN, "forbidden")]
#[case(Denied::NotFound.into(), StatusCode::NOT_FOUND, "not_found")]
#[case(Denied::SessionRequired.into(), StatusCode::FORBIDDEN, "session_required")]
#[case(AuthenticationError::ProjectApiKey.into(), StatusCode::UNAUTHORIZED, "unauthorized")]
#[case(PersonalAccessTokenError::Disabled.into(), StatusCode::NOT_FOUND, "feature_disabled")]
#[case(PersonalAccessTokenError::NoMember.into(), StatusCode::FORBIDDEN, "forbidden")]
#[case(refused(SettingRefused::NothingToKeep), StatusCode::BAD_REQUEST, "invalid_request")]
#[case(refused(SettingRefused::TooMany), StatusCode::BAD_REQUEST, "setting_limit_reached")]
#[case(
    refused(SettingRefused::Sealing(SealingError::Failed)),
    StatusCode::INTERNAL_SERVER_ERROR,
    "internal_error"
)]
#[case(CreditError::Denied(Denied::Forbidden).into(), StatusCode::FORBIDDEN, "forbidden")]
#[case(CreditError::Denied(Denied::NotFound).into(), StatusCode::NOT_FOUND, "not_found")]
#[case(CreditError::AlreadyGranted.into(), StatusCode::CONFLICT, "conflict")]
fn each_refusal_has_its_status_and_its_code(
    #[case] problem: Problem,
    #[case] status: StatusCode,
    #[case] code: &str,
) {
    assert_eq!((problem.kind().status(), problem.kind().code()), (status, code));
}

fn refused(refused: SettingRefused) -> Problem {
    SettingError::Refused(refused).into()
}

#[test]
fn the_mask_that_keeps_nothing_is_told_at_the_value() {
    let problem = refused(SettingRefused::NothingToKeep);
    assert_eq!(problem.details()[0].field, "value");
}

#[test]
fn whoever_needs_a_session_is_told_to_sign_in() {
    let problem = Problem::from(Denied::SessionRequired);
    assert!(problem.to_string().contains("sign in"), "{problem}");
}
