//! The constraints whose violation is an answer and not a failure.

use diesel::result::{DatabaseErrorKind, Error};

/// An e-mail address has one account.
pub(crate) const EMAIL_TAKEN: &str = "users_email_key_unique";
/// A name has one live project in an organization.
pub(crate) const PROJECT_NAME_TAKEN: &str = "projects_live_name_unique";

/// All of them, for the test that looks for each in the catalogue.
pub const CONSTRAINTS: &[&str] = &[EMAIL_TAKEN, PROJECT_NAME_TAKEN];

/// Whether a query failed because of this constraint.
pub(crate) fn is_violated(name: &str, error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information)
            if information.constraint_name() == Some(name)
    )
}
