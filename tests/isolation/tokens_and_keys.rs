//! Personal access tokens and keys of tenants, where they reach and where not.

use std::collections::BTreeSet;

use tenantry_testkit::{Answer, Client, Requests as _};

use super::assert_same;
use super::cases::{Case, Taken, cases};
use super::world::{Target, World};

/// Holds the answer to be what a credential of this standing gets.
fn assert_taken(taken: Taken, case: &Case, answer: &Answer) {
    match taken {
        Taken::Yes => assert_eq!(answer.status, case.allowed, "{answer}"),
        Taken::TooWeak => drop(answer.refused(403, "forbidden")),
        Taken::No => drop(answer.refused(403, "session_required")),
    }
}

#[tokio::test]
async fn a_token_reaches_its_organization_and_what_is_needed_around_it() {
    let world = World::create().await;
    // What ends the organization comes last.
    let (inside, around): (Vec<&Case>, Vec<&Case>) =
        cases().partition(|case| case.is_of_an_organization());
    for case in around.into_iter().chain(inside) {
        let answer = case.send(&world.token, &world.ours).await;
        assert_taken(case.token, case, &answer);
    }
}

#[tokio::test]
async fn a_token_of_another_organization_reaches_nothing_there() {
    let world = World::create().await;
    let tokens = [&world.token_for_another, &world.their_token];
    for case in cases() {
        for token in tokens {
            let answer = case.send(token, &world.ours).await;
            if case.is_of_an_organization() {
                answer.refused(404, "not_found");
                let unknown = case.send(token, &Target::never_issued()).await;
                assert_same(&answer, &unknown);
            } else {
                assert_taken(case.token, case, &answer);
                assert_tells_nothing_of(&world, token.client(), &answer);
            }
        }
    }
    world.assert_untouched().await;
}

/// Whose organization it is, and what lies in it.
fn assert_tells_nothing_of(world: &World, who: &Client, answer: &Answer) {
    let is_of_ada = who.credential_line() == world.token_for_another.client().credential_line();
    let tenant = world.ours.body("{tenant_id}");
    for id in world.ours.ids().filter(|id| !is_of_ada || *id != tenant) {
        assert!(!answer.text().contains(id), "{answer}");
    }
}

#[tokio::test]
async fn a_key_of_the_tenant_does_what_its_administrators_do_without_a_session() {
    let world = World::create().await;
    for case in cases() {
        let answer = case.send(&world.tenant_key, &world.ours).await;
        assert_taken(case.key, case, &answer);
    }
}

#[tokio::test]
async fn a_key_of_another_tenant_reaches_nothing_there() {
    let world = World::create().await;
    for case in cases() {
        if case.key == Taken::No {
            let answer = case.send(&world.their_key, &world.ours).await;
            answer.refused(403, "session_required");
        } else if case.names_something() {
            let unknown = case.send(&world.their_key, &Target::never_issued()).await;
            unknown.refused(404, "not_found");
            let mut seen = BTreeSet::from([case.names(&world.theirs)]);
            for target in world.theirs.mixed_with(&world.ours) {
                if seen.insert(case.names(&target)) {
                    assert_same(&case.send(&world.their_key, &target).await, &unknown);
                }
            }
        } else {
            let answer = case.send(&world.their_key, &world.ours).await;
            assert_eq!(answer.status, case.allowed, "{answer}");
            for id in world.ours.ids() {
                assert!(!answer.text().contains(id), "{answer}");
            }
        }
    }
    world.assert_untouched().await;
}
