//! Settings: what a tenant keeps for the platform's services under names of its own, some of it secret.

mod entity;
mod error;
mod rules;
mod service;
mod store;

pub use entity::{
    InvalidSettingName, SETTING_MASK, Setting, SettingName, SettingValue, SettingValueError,
    StoredSetting, StoredValue,
};
pub use error::{ChangeSettingError, SettingError, SettingRefused};
pub use rules::{MAX_SETTINGS, PutSetting, SettingsBefore, sealing_context};
pub use service::{SettingService, SettingWritten};
pub use store::{DecideSetting, SettingStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockSettingStore;

#[cfg(test)]
mod tests;
