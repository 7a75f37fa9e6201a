//! What a service credential is.

use time::OffsetDateTime;

use crate::access::ServiceRight;
use crate::id::ServiceCredentialId;
use crate::secret::SecretDigest;
use crate::text::text;

text! {
    /// What the service is called: 1 to 100 code points.
    ServiceCredentialName, 1..=100, One
}

/// The credential of one of the platform's other services, without its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceCredential {
    /// Names it.
    pub id: ServiceCredentialId,
    /// What the service is called.
    pub name: ServiceCredentialName,
    /// How it begins and ends.
    pub masked: String,
    /// What it may do beside verifying credentials.
    pub rights: Vec<ServiceRight>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was revoked.
    pub revoked_at: Option<OffsetDateTime>,
    /// When it was last shown, if it ever was.
    pub last_used_at: Option<OffsetDateTime>,
}

/// A service credential to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewServiceCredential {
    /// Its name to be.
    pub id: ServiceCredentialId,
    /// What the service is called.
    pub name: ServiceCredentialName,
    /// What it will be found by.
    pub digest: SecretDigest,
    /// How it begins and ends.
    pub masked: String,
    /// What it may do beside verifying credentials.
    pub rights: Vec<ServiceRight>,
}
