//! People: one account each, on the whole installation, whatever tenants they belong to.

mod account;
mod email;
mod error;
mod service;
mod store;

pub use account::{NewUser, PersonName, ProfileChange, User, UserStatus};
pub use email::{EmailAddress, InvalidEmailAddress};
pub use error::{ProfileError, SignUpError};
pub use service::{SignUp, UserService};
pub use store::{NewReferral, RegisterError, UserStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockUserStore;

#[cfg(test)]
mod tests;
