//! What an organization is.

use time::OffsetDateTime;

use crate::access::OrganizationRole;
use crate::id::{MemberId, OrganizationId};
use crate::secret::SecretSource;
use crate::tenant::TenantName;
use crate::text::{Description, text};
use crate::user::PersonName;

text! {
    /// An organization's name: 1 to 100 code points.
    OrganizationName, 1..=100, One
}

impl OrganizationName {
    /// The name of the organization that a person gets for themselves. Two names of at most 50 characters need a space
    /// between them, and the longest such pair loses its last character.
    pub fn of_person(first: &PersonName, last: &PersonName) -> Self {
        Self::cut(&format!("{} {}", first.as_str(), last.as_str()))
    }

    /// The name of a tenant's first organization, which is the tenant's as far as it fits.
    pub fn of_tenant(name: &TenantName) -> Self {
        Self::cut(name.as_str())
    }

    fn cut(text: &str) -> Self {
        // What is left of a name that is blank up to here would be blank itself.
        let text = text.trim_start();
        Self(text.chars().take(100).collect())
    }
}

/// The code by which an organization brings new people: ten characters, A–Z and 0–9.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferralCode(String);

impl ReferralCode {
    const LENGTH: usize = 10;
    const ALPHABET: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// A new code.
    pub fn random(secrets: &dyn SecretSource) -> Self {
        let code = secrets.entropy().into_iter().take(Self::LENGTH).map(|byte| {
            // The remainder favours some letters a little, which matters to nobody: the code is no secret.
            Self::ALPHABET.get(usize::from(byte) % 36).copied().map_or('A', char::from)
        });
        Self(code.collect())
    }

    /// Reads a code, in either case; `None` where this can't be one.
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.trim().to_ascii_uppercase();
        let sound =
            code.len() == Self::LENGTH && code.bytes().all(|byte| Self::ALPHABET.contains(&byte));
        sound.then_some(Self(code))
    }

    /// Its spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether an organization works.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrganizationStatus {
    /// It does.
    Active,
    /// An operator has closed it for now.
    Suspended,
}

impl OrganizationStatus {
    /// Its name on the wire and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// A part of a tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organization {
    /// Names it.
    pub id: OrganizationId,
    /// What it is called.
    pub name: OrganizationName,
    /// What it is for.
    pub description: Option<Description>,
    /// Whether it works.
    pub status: OrganizationStatus,
    /// The code by which it brings new people.
    pub referral_code: ReferralCode,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// An organization as one person sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrganizationWithRole {
    /// The organization.
    pub organization: Organization,
    /// The person's role in it; a tenant's administrator may have none.
    pub role: Option<OrganizationRole>,
}

/// An organization to be made, with its first owner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOrganization {
    /// Its name to be.
    pub id: OrganizationId,
    /// What to call it.
    pub name: OrganizationName,
    /// What it is for.
    pub description: Option<Description>,
    /// The code by which it will bring new people.
    pub referral_code: ReferralCode,
    /// Names the owner's place in it.
    pub owner_member: MemberId,
}

/// What changes of an organization; what is absent stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OrganizationChange {
    /// A new name.
    pub name: Option<OrganizationName>,
    /// A new description, or none from now on.
    pub description: Option<Option<Description>>,
}
