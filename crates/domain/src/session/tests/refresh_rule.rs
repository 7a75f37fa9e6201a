use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::fixtures::SUCCESSOR;

const INSTANT: Duration = Duration::MICROSECOND;

/// What is decided now about a token of this session, when its successor would be the one that follows from it.
fn decide(session: &Session, presented: SecretDigest) -> Refresh {
    session.refresh(presented, successors_digest(), NOW, &LIFETIMES)
}

fn unknown() -> SecretDigest {
    SecretDigest::of("a token from before the parent")
}

#[test]
fn the_current_token_gives_way_to_its_successor() {
    let expected = Refresh::Rotate {
        successor: successors_digest(),
        idle_expires_at: NOW + LIFETIMES.refresh_idle,
        at: NOW,
    };
    assert_eq!(decide(&session(), first_digest()), expected);
}

#[test]
fn the_current_token_gives_way_however_old_its_parent_is() {
    let session = Session {
        current: first_digest(),
        parent: Some(unknown()),
        rotated_at: NOW - Duration::days(3),
        ..session()
    };
    assert!(matches!(decide(&session, first_digest()), Refresh::Rotate { .. }));
}

#[rstest]
#[case::with_time_to_spare(Duration::days(8), Duration::days(7))]
#[case::exactly_as_long(Duration::days(7), Duration::days(7))]
#[case::at_the_end(Duration::days(2), Duration::days(2))]
fn a_refresh_never_outlasts_the_session(#[case] left: Duration, #[case] granted: Duration) {
    let session = Session { absolute_expires_at: NOW + left, ..session() };
    let Refresh::Rotate { idle_expires_at, .. } = decide(&session, first_digest()) else {
        panic!("not rotated");
    };
    assert_eq!(idle_expires_at, NOW + granted);
}

#[rstest]
#[case::at_once(Duration::ZERO)]
#[case::a_moment_later(Duration::seconds(3))]
#[case::at_the_end_of_the_grace(Duration::seconds(10))]
#[case::by_another_nodes_clock(Duration::milliseconds(-40))]
fn the_parent_repeats_its_successor_within_the_grace(#[case] ago: Duration) {
    assert_eq!(decide(&rotated(NOW - ago), first_digest()), Refresh::Repeat);
}

#[rstest]
#[case::just_after(Duration::seconds(10) + INSTANT)]
#[case::long_after(Duration::days(2))]
fn the_parent_ends_the_session_after_the_grace(#[case] ago: Duration) {
    let expected = Refresh::End(EndReason::TokenReplayed, NOW);
    assert_eq!(decide(&rotated(NOW - ago), first_digest()), expected);
}

#[test]
fn any_older_token_ends_the_session_even_within_the_grace() {
    let expected = Refresh::End(EndReason::TokenReplayed, NOW);
    assert_eq!(decide(&rotated(NOW), unknown()), expected);
    assert_eq!(decide(&session(), unknown()), expected);
}

#[test]
fn a_parent_whose_successor_can_no_longer_be_derived_is_refused_without_ending_anything() {
    let session = Session { current: SecretDigest::of("by another key"), ..rotated(NOW) };
    assert_eq!(decide(&session, first_digest()), Refresh::Refuse);
}

#[rstest]
#[case::ended(Session { ended_at: Some(NOW - Duration::MINUTE), ..rotated(NOW) })]
#[case::idle_too_long(Session { idle_expires_at: NOW, ..rotated(NOW) })]
#[case::too_old(Session { absolute_expires_at: NOW, ..rotated(NOW) })]
#[case::suspended(Session { user_active: false, ..rotated(NOW) })]
fn a_session_that_is_over_refuses_every_token(#[case] session: Session) {
    for presented in [session.current, first_digest(), unknown()] {
        assert_eq!(decide(&session, presented), Refresh::Refuse);
    }
}

#[rstest]
#[case::idle(Session { idle_expires_at: NOW + INSTANT, ..session() })]
#[case::absolute(Session { absolute_expires_at: NOW + INSTANT, ..session() })]
fn a_session_holds_until_its_very_end(#[case] session: Session) {
    assert!(session.is_live(NOW));
    assert!(!session.is_live(NOW + INSTANT));
    assert!(matches!(decide(&session, first_digest()), Refresh::Rotate { .. }));
}

#[rstest]
#[case(EndReason::SignedOut, "signed_out")]
#[case(EndReason::TokenReplayed, "token_replayed")]
#[case(EndReason::Revoked, "revoked")]
#[case(EndReason::PasswordChanged, "password_changed")]
#[case(EndReason::PasswordReset, "password_reset")]
#[case(EndReason::AccountDeleted, "account_deleted")]
fn the_reasons_have_their_names(#[case] reason: EndReason, #[case] name: &str) {
    assert_eq!(reason.as_str(), name);
}

fn moment() -> impl Strategy<Value = OffsetDateTime> {
    (-40 * 86_400_i64..40 * 86_400).prop_map(|seconds| NOW + Duration::seconds(seconds))
}

prop_compose! {
    fn any_session()(
        idle_expires_at in moment(),
        absolute_expires_at in moment(),
        rotated_at in moment(),
        ended_at in prop::option::of(moment()),
        user_active: bool,
        has_parent: bool,
    ) -> Session {
        let parent = has_parent.then(first_digest);
        Session {
            current: successors_digest(),
            parent, rotated_at, idle_expires_at, absolute_expires_at, ended_at, user_active,
            ..session()
        }
    }
}

proptest! {
    #[test]
    fn no_refresh_extends_a_session_or_revives_one(
        session in any_session(),
        entropy: [u8; 32],
        which in 0..3_usize,
    ) {
        let successor = minted(CredentialKind::RefreshToken, entropy).digest;
        prop_assume!(entropy != SUCCESSOR);
        let presented = [session.current, first_digest(), unknown()][which];
        match session.refresh(presented, successor, NOW, &LIFETIMES) {
            Refresh::Rotate { successor: next, idle_expires_at, at } => {
                prop_assert!(session.is_live(NOW) && session.user_active);
                prop_assert_eq!((presented, next, at), (session.current, successor, NOW));
                prop_assert!(idle_expires_at <= session.absolute_expires_at);
                prop_assert!(idle_expires_at <= NOW + LIFETIMES.refresh_idle);
            }
            Refresh::Repeat => prop_assert!(false, "repeated another successor"),
            Refresh::End(reason, at) => {
                prop_assert!(session.is_live(NOW) && session.user_active);
                prop_assert_eq!((reason, at), (EndReason::TokenReplayed, NOW));
                prop_assert_ne!(presented, session.current);
            }
            Refresh::Refuse => prop_assert_ne!(
                (presented == session.current, session.is_live(NOW), session.user_active),
                (true, true, true)
            ),
        }
    }
}
