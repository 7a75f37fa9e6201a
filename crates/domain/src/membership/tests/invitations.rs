//! Adding people, and invitations.

use super::*;

#[tokio::test]
async fn who_is_added_gets_an_invitation_where_they_are_not_put_in_at_once() {
    let mut inviting = Inviting::new();
    inviting
        .expect_add()
        .once()
        .withf(|scope, group, new, decide, at| {
            assert_eq!(
                [Plain, Admin, Owner].map(|former| decide(former).is_ok()),
                [true, true, false]
            );
            let invitation = &new.invitation;
            let about = invitation.message.invitation.map(|it| (it.tenant, it.invitation));
            (within(scope), *group, *at, new.role) == (IN_TENANT, ORGANIZATION, NOW, Admin)
                && about == Some((TENANT, invitation.id))
                && invitation.message.kind == MessageKind::Invitation
                && invitation.message.recipient == Recipient::Email(ada().email)
                && invitation.email == ada().email
                && invitation.expires_at == NOW + INVITATION_LIFETIME
        })
        .returning(|_, _, new, _, _| Ok(shown(new.role)));
    let added = service(Rosters::new(), inviting)
        .add(&in_organization(Admin), ORGANIZATION, ada().email, Admin)
        .await;
    assert_eq!(added.unwrap().status, MemberStatus::Invited);
}

#[rstest]
#[case::above_their_own(in_organization(Admin), Owner, Denied::Forbidden)]
#[case::a_plain_member(in_organization(Plain), Plain, Denied::Forbidden)]
#[case::a_stranger(stranger(), Plain, Denied::NotFound)]
#[case::homeless(homeless(), Plain, Denied::NotFound)]
#[tokio::test]
async fn who_may_not_add_adds_nobody(
    #[case] caller: SessionCaller,
    #[case] role: OrganizationRole,
    #[case] denied: Denied,
) {
    let service = service(Rosters::new(), Inviting::new());
    let refused = service.add(&caller, ORGANIZATION, ada().email, role).await;
    assert!(matches!(refused, Err(MembershipError::Denied(why)) if why == denied), "{refused:?}");
}

/// A store in which an invitation to this role, or none, is to be sent once more.
fn resending(former: Option<OrganizationRole>) -> Inviting {
    let mut inviting = Inviting::new();
    inviting.expect_resend().returning(move |_, _, resend, decide, _| {
        assert_eq!((resend.member, resend.expires_at), (member(4), NOW + INVITATION_LIFETIME));
        decide(former.ok_or(Denied::NotFound)?)?;
        Ok(())
    });
    inviting
}

#[rstest]
#[case::up_to_ones_own(Some(Admin), None)]
#[case::above_ones_own(Some(Owner), Some(Denied::Forbidden))]
#[case::not_there(None, Some(Denied::NotFound))]
#[tokio::test]
async fn an_invitation_is_sent_once_more_by_who_could_have_made_it(
    #[case] former: Option<OrganizationRole>,
    #[case] expected: Option<Denied>,
) {
    let service = service(Rosters::new(), resending(former));
    let admin = in_organization(Admin);
    let refused = match service.resend_invitation(&admin, ORGANIZATION, member(4)).await {
        Ok(()) => None,
        Err(MembershipError::Denied(why)) => Some(why),
        Err(error) => panic!("{error:?}"),
    };
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn an_address_is_not_flooded_with_invitations() {
    let limited_to = Limited::new();
    let mut inviting = Inviting::new();
    inviting.expect_add().times(10).returning(|_, _, new, _, _| Ok(shown(new.role)));
    let service = limited(Rosters::new(), inviting, Arc::clone(&limited_to.throttle));
    let admin = in_organization(Admin);
    for _ in 0..10 {
        service.add(&admin, ORGANIZATION, ada().email, Plain).await.unwrap();
    }
    let refused = service.add(&admin, ORGANIZATION, ada().email, Plain).await;
    assert!(matches!(refused, Err(MembershipError::Throttled(_))), "{refused:?}");
}
