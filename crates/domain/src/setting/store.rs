//! Where settings are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{SettingName, StoredSetting, StoredValue};
use super::error::{ChangeSettingError, SettingRefused};
use super::rules::SettingsBefore;
use crate::access::TenantScope;
use crate::id::SettingId;
use crate::store_error::StoreError;

/// The rule about a value, asked while no other setting of the tenant can be written.
pub type DecideSetting<'a> =
    &'a (dyn Fn(&SettingsBefore) -> Result<StoredValue, SettingRefused> + Send + Sync);

/// Keeps the settings of tenants.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SettingStore: Send + Sync {
    /// Lists all of the tenant's, by name.
    async fn list(&self, scope: &TenantScope) -> Result<Vec<StoredSetting>, StoreError>;

    /// Locks the tenant's settings, asks `decide` what to keep under this name, and keeps it: with the name `id` where it is new.
    async fn put<'a>(
        &self,
        scope: &TenantScope,
        id: SettingId,
        name: SettingName,
        decide: DecideSetting<'a>,
        at: OffsetDateTime,
    ) -> Result<StoredSetting, ChangeSettingError>;

    /// Removes one. Says whether there was one.
    async fn delete(
        &self,
        scope: &TenantScope,
        id: SettingId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
