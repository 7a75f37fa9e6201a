use std::collections::HashSet;
use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::access::Origin;
use crate::fixtures::{LIMITS, Limited, origin};
use crate::secret::SecretDigest;

fn from(address: &str) -> Arc<Origin> {
    Arc::new(Origin { ip: Some(address.parse().unwrap()), ..Origin::default() })
}

/// Whether a failure from the one address leaves no room for an attempt from the other, where a network has one.
async fn share_a_limit(one: &Arc<Origin>, other: &Arc<Origin>) -> bool {
    let passwords_of_a_network = Window { most: 1, within: Duration::HOUR };
    let limited = Limited::by(ThrottleLimits { passwords_of_a_network, ..LIMITS });
    let attempt = limited.throttle.begin_attempt("ada", one).await.unwrap();
    limited.throttle.attempt_failed(attempt).await.unwrap();
    limited.throttle.begin_attempt("grace", other).await.is_err()
}

#[rstest]
#[case::the_same("192.0.2.1", "192.0.2.1", true)]
#[case::its_neighbour("192.0.2.1", "192.0.2.2", false)]
#[case::the_same_in_ipv6_form("192.0.2.1", "::ffff:192.0.2.1", true)]
#[case::two_in_ipv6_form("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
#[case::another_address_of_the_same_64_bits("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
#[case::the_next_64_bits("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
#[tokio::test]
async fn one_customer_has_one_limit(#[case] one: &str, #[case] other: &str, #[case] shared: bool) {
    assert_eq!(share_a_limit(&from(one), &from(other)).await, shared);
}

#[tokio::test]
async fn those_who_come_from_nowhere_have_one_limit_together() {
    let nowhere = Arc::new(Origin::default());
    assert!(share_a_limit(&nowhere, &nowhere).await);
    assert!(!share_a_limit(&nowhere, &origin()).await);
}

#[tokio::test]
async fn every_kind_of_count_and_every_subject_has_its_own() {
    let (limited, mut seen) = (Limited::new(), HashSet::new());
    for subject in ["ada@lovelace.example", "grace@hopper.example"] {
        let throttle = &limited.throttle;
        throttle.send("codes by mail", subject).await.unwrap();
        throttle.send("links to reset a password", subject).await.unwrap();
        throttle.send("codes by phone", subject).await.unwrap();
        throttle.guess("email", subject).await.unwrap();
        throttle.guess("phone", subject).await.unwrap();
        throttle.name_phone(subject).await.unwrap();
        throttle.begin_attempt(subject, &origin()).await.unwrap();
        seen.extend(limited.all().into_keys());
    }
    // Two for each kind of message, one for each of the others, and the network's.
    assert_eq!(seen.len(), 2 * (3 * 2 + 2 + 1 + 1) + 1);
    limited.throttle.sign_up(&origin()).await.unwrap();
    limited.throttle.request_mail(&origin()).await.unwrap();
    assert_eq!(limited.all().len(), seen.len() + 2);
}

#[tokio::test]
async fn the_store_has_no_list_of_the_addresses_that_somebody_tried() {
    let limited = Limited::new();
    limited.fail("ada@lovelace.example", 1).await;
    assert_eq!(limited.passwords("ada@lovelace.example"), (1, 0));
    let plain = SecretDigest::of("ada@lovelace.example");
    assert!(!limited.all().contains_key(plain.as_bytes()));
}
