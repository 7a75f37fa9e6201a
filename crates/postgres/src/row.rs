//! From columns to the domain's values. What was written by this build can be read by it; what can't is a failure of the
//! store, never a panic.

use std::str::FromStr;

use tenantry_domain::store_error::StoreError;

/// A column holds what this build would not have written.
#[derive(Debug, thiserror::Error)]
#[error("the column {column} holds a value that this build does not know")]
pub(crate) struct UnknownValue {
    pub(crate) column: &'static str,
}

impl UnknownValue {
    pub(crate) fn in_column(column: &'static str) -> StoreError {
        StoreError::failed(Self { column })
    }
}

/// A value by its name, such as a role.
pub(crate) fn named<T: FromStr>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().or(Err(UnknownValue::in_column(column)))
}

/// A status by its name.
pub(crate) fn status<T: Copy>(
    column: &'static str,
    text: &str,
    known: &[(&'static str, T)],
) -> Result<T, StoreError> {
    let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    found.ok_or_else(|| UnknownValue::in_column(column))
}

/// How many there are.
pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// Whether something with a status works, when its end is `deleted_at`.
pub(crate) fn works<T>(status: &str, deleted_at: Option<&T>) -> bool {
    deleted_at.is_none() && status == ACTIVE
}

/// The status of what works, of users, tenants, organizations and projects alike.
pub(crate) const ACTIVE: &str = "active";
