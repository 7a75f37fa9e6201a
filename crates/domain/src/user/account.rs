//! The account itself.

use time::OffsetDateTime;

use super::email::EmailAddress;
use super::phone::PhoneNumber;
use crate::id::UserId;
use crate::text::text;

text! {
    /// A first, middle or last name: 1 to 50 code points.
    PersonName, 1..=50, One
}

/// Whether an account may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UserStatus {
    /// It may.
    Active,
    /// An operator has closed it for now.
    Suspended,
}

impl UserStatus {
    /// Its name on the wire and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// A person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// Names the account.
    pub id: UserId,
    /// Where to reach them, and what they sign in with.
    pub email: EmailAddress,
    /// Their first name.
    pub first_name: PersonName,
    /// Their middle name, if they use one.
    pub middle_name: Option<PersonName>,
    /// Their last name.
    pub last_name: PersonName,
    /// Their phone number.
    pub phone_number: Option<PhoneNumber>,
    /// Whether the account may be used.
    pub status: UserStatus,
    /// Whether the address was shown to be theirs.
    pub email_verified: bool,
    /// Whether the phone number was shown to be theirs.
    pub phone_verified: bool,
    /// When the account was made.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

impl User {
    /// What an acquaintance of the person would try as a password.
    pub fn own_words(&self) -> Vec<&str> {
        let names = [Some(&self.first_name), self.middle_name.as_ref(), Some(&self.last_name)];
        let names = names.into_iter().flatten().map(PersonName::as_str);
        let phone = self.phone_number.iter().map(PhoneNumber::as_str);
        std::iter::once(self.email.as_str()).chain(names).chain(phone).collect()
    }
}

/// An account to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewUser {
    /// Its name to be.
    pub id: UserId,
    /// The address to sign in with.
    pub email: EmailAddress,
    /// First name.
    pub first_name: PersonName,
    /// Middle name.
    pub middle_name: Option<PersonName>,
    /// Last name.
    pub last_name: PersonName,
}

/// What a person changes of their profile; what is absent stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProfileChange {
    /// A new first name.
    pub first_name: Option<PersonName>,
    /// A new middle name, or none from now on.
    pub middle_name: Option<Option<PersonName>>,
    /// A new last name.
    pub last_name: Option<PersonName>,
}
