//! What the tests of settings share.

use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::fixtures::TENANT;
use crate::secret::{MockSecretSealer, SealedBytes, SealingError, SecretSealer};

mod names;
mod rules;
mod service;

fn name(text: &str) -> SettingName {
    SettingName::new(text).unwrap()
}

fn value(text: &str) -> SettingValue {
    SettingValue::new(text).unwrap()
}

fn put(name_text: &str, value_text: &str) -> PutSetting {
    PutSetting { name: name(name_text), value: value(value_text), secret: false }
}

fn plain(text: &str) -> StoredValue {
    StoredValue::Plain(text.to_owned())
}

/// What the sealer below makes of a value in its context.
fn sealed_as(context: &[u8], text: &str) -> StoredValue {
    StoredValue::Sealed(SealedBytes([context, b"|", text.as_bytes()].concat()))
}

/// A value of the tenant's under this name, sealed.
fn sealed(name_text: &str, text: &str) -> StoredValue {
    sealed_as(&sealing_context(TENANT, &name(name_text)), text)
}

/// A sealer whose work can be seen through.
fn glass() -> MockSecretSealer {
    let mut sealer = MockSecretSealer::new();
    sealer.expect_seal().returning(|value, context| {
        Ok(SealedBytes([context, b"|", value.expose().as_bytes()].concat()))
    });
    sealer
}
