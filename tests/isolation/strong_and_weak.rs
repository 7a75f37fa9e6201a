//! Everybody of the tenant, each with what their role allows.

use tenantry_testkit::Person;

use super::assert_same;
use super::cases::cases;
use super::world::{Target, World};

#[tokio::test]
async fn weaker_roles_are_refused_and_strong_ones_let_through() {
    let world = World::create().await;
    for case in cases() {
        for (who, status) in case.weaker {
            let answer = case.send(world.member(*who), &world.ours).await;
            let code = if *status == 403 { "forbidden" } else { "not_found" };
            assert_eq!(answer.status, *status, "{who:?}: {answer}");
            answer.refused(*status, code);
            if *status == 404 {
                let unknown = case.send(world.member(*who), &Target::never_issued()).await;
                assert_same(&answer, &unknown);
            }
        }
        // In a session of their own, which some operations end.
        let ada: Person = world.ada.signs_in().await;
        let answer = case.send(&ada, &world.ours).await;
        assert_eq!(answer.status, case.allowed, "{answer}");
    }
}
