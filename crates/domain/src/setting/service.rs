//! What those who own a tenant do with its settings.

use std::sync::Arc;

use super::entity::Setting;
use super::error::SettingError;
use super::rules::{PutSetting, SettingsBefore};
use super::store::SettingStore;
use crate::access::{Denied, Permission, Place, SessionCaller, TenantScope};
use crate::clock::Clock;
use crate::id::{Ids, SettingId};
use crate::secret::SecretSealer;

/// A setting that was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingWritten {
    /// As it is now.
    pub setting: Setting,
    /// Whether there was none of this name before.
    pub is_new: bool,
}

/// The settings of tenants.
pub struct SettingService {
    settings: Arc<dyn SettingStore>,
    sealer: Arc<dyn SecretSealer>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl SettingService {
    /// Settings kept in this store, the secret ones sealed by this.
    pub fn new(
        settings: Arc<dyn SettingStore>,
        sealer: Arc<dyn SecretSealer>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { settings, sealer, ids, clock }
    }

    /// The tenant's settings by name, without what is secret in them.
    pub async fn list(&self, caller: &SessionCaller) -> Result<Vec<Setting>, SettingError> {
        let stored = self.settings.list(&authorize(caller)?).await?;
        Ok(stored.into_iter().map(Into::into).collect())
    }

    /// Makes a setting, or gives the one of this name another value.
    pub async fn put(
        &self,
        caller: &SessionCaller,
        put: PutSetting,
    ) -> Result<SettingWritten, SettingError> {
        let scope = authorize(caller)?;
        let (id, now) = (SettingId::next(&*self.ids), self.clock.now());
        let name = put.name.clone();
        let decide = |before: &SettingsBefore| put.decide(before, scope.tenant(), &*self.sealer);
        let stored = self.settings.put(&scope, id, name, &decide, now).await?;
        Ok(SettingWritten { is_new: stored.id == id, setting: stored.into() })
    }

    /// Removes one.
    pub async fn delete(&self, caller: &SessionCaller, id: SettingId) -> Result<(), SettingError> {
        let scope = authorize(caller)?;
        if self.settings.delete(&scope, id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }
}

fn authorize(caller: &SessionCaller) -> Result<TenantScope, Denied> {
    caller.authorize(Permission::UpdateTenant, Place::Tenant)
}
