//! What the platform's other services may do beside verifying credentials.

use uuid::Uuid;

use super::*;
use crate::fixtures::origin;
use crate::id::ServiceCredentialId;

const SERVICE: ServiceCredentialId = ServiceCredentialId::new(Uuid::from_u128(0xD1));

#[test]
fn a_service_does_what_its_credential_was_made_for() {
    let service = ServiceCaller::new(SERVICE, vec![ServiceRight::Referrals], origin());
    let scope = service.authorize(ServiceRight::Referrals).unwrap();
    assert_eq!((scope.right(), scope.trail()), (ServiceRight::Referrals, service.trail()));
}

#[test]
fn a_service_whose_credential_was_made_for_nothing_else_only_verifies() {
    let service = ServiceCaller::new(SERVICE, Vec::new(), origin());
    for right in ServiceRight::ALL {
        assert_eq!(service.authorize(*right), Err(Denied::Forbidden));
    }
}

#[test]
fn it_leaves_the_name_of_its_credential_and_of_no_person() {
    let service = ServiceCaller::new(SERVICE, Vec::new(), origin());
    let expected = Trail {
        actor: None,
        credential: Some(CredentialUsed::ServiceCredential),
        credential_id: Some(SERVICE.uuid()),
        origin: origin(),
    };
    assert_eq!(service.trail(), &expected);
}

#[test]
fn every_right_is_read_back_by_its_name_and_no_other_is() {
    for right in ServiceRight::ALL {
        assert_eq!(right.as_str().parse(), Ok(*right));
    }
    for text in ["", "Referrals", "referral", "everything"] {
        assert_eq!(text.parse::<ServiceRight>(), Err(UnknownRight), "{text}");
    }
}
