//! People: one account each, on the whole installation, whatever tenants they belong to.

mod account;
mod departure;
mod directory;
mod email;
mod error;
mod phone;
mod service;
mod store;

pub use account::{NewUser, PersonName, ProfileChange, User, UserStatus};
pub use departure::{SoleHolding, SoleOwner, may_depart};
pub use directory::{Account, AccountDirectory};
pub use email::{EmailAddress, InvalidEmailAddress};
pub use error::{DeleteAccountError, ProfileError, SignUpError};
pub use phone::{InvalidPhoneNumber, PhoneNumber};
pub use service::{SignUp, UserParts, UserService};
pub use store::{
    AddressProof, DecideDeparture, DeleteError, RegisterError, Registration, UserStore,
};

#[cfg(any(test, feature = "mocks"))]
pub use directory::MockAccountDirectory;

#[cfg(any(test, feature = "mocks"))]
pub use store::MockUserStore;

#[cfg(test)]
mod tests;
