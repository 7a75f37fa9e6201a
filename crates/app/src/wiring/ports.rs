//! The ports that everything shares.

use std::sync::Arc;

use tenantry_domain::clock::Clock;
use tenantry_domain::credential::{BrandError, CredentialFormat};
use tenantry_domain::id::Ids;
use tenantry_domain::secret::SecretSource;
use tenantry_security::{MasterKey, RandomSecrets, SystemClock, TimeOrderedIds};

use crate::settings::Settings;

/// Time, chance and spelling.
#[derive(Clone)]
pub(crate) struct Ports {
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where identifiers come from.
    pub(crate) ids: Arc<dyn Ids>,
    /// How credentials are spelt.
    pub(crate) format: CredentialFormat,
}

impl Ports {
    /// Those of this machine, for these settings.
    pub(crate) fn new(settings: &Settings) -> Result<Self, BrandError> {
        Ok(Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(TimeOrderedIds),
            format: CredentialFormat::new(&settings.credentials.prefix)?,
        })
    }

    /// Where secrets come from that nothing follows from: no node derives anything from this key again.
    pub(crate) fn standalone_secrets() -> Arc<dyn SecretSource> {
        Arc::new(RandomSecrets::new(&MasterKey::generate()))
    }
}
