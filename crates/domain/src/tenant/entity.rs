//! What a tenant is.

use time::OffsetDateTime;

use crate::access::TenantRole;
use crate::id::{MemberId, TenantId};
use crate::organization::OrganizationName;
use crate::text::text;

text! {
    /// A tenant's name: 1 to 255 code points.
    TenantName, 1..=255, One
}

impl TenantName {
    /// The name of the tenant around an organization.
    pub fn of_organization(name: &OrganizationName) -> Self {
        Self(name.as_str().to_owned())
    }
}

/// What was given can't be the address of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be an http or https URL of at most 2048 characters")]
pub struct InvalidLogoUrl;

/// Where a tenant's logo is: an absolute http or https URL of at most 2,048 characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogoUrl(String);

impl LogoUrl {
    /// Takes the address of a picture.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidLogoUrl> {
        let text = text.into();
        // It is shown as it was given, by pages that may be less careful than they should be.
        let plain = |c: char| !c.is_control() && !c.is_whitespace() && !r#"<>"\`"#.contains(c);
        let spelt_out = ["http://", "https://"].iter().any(|scheme| {
            text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        let sound = text.len() <= 2048
            && text.chars().all(plain)
            && spelt_out
            && url::Url::parse(&text).is_ok_and(|url| {
                url.has_host() && url.username().is_empty() && url.password().is_none()
            });
        if sound { Ok(Self(text)) } else { Err(InvalidLogoUrl) }
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The outermost boundary of isolation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tenant {
    /// Names it.
    pub id: TenantId,
    /// What it is called.
    pub name: TenantName,
    /// Where its logo is.
    pub logo: Option<LogoUrl>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// What changes of a tenant; what is absent stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TenantChange {
    /// A new name.
    pub name: Option<TenantName>,
    /// A new logo, or none from now on.
    pub logo: Option<Option<LogoUrl>>,
}

/// A tenant as one of those that a person belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnTenant {
    /// Names it.
    pub id: TenantId,
    /// What it is called.
    pub name: TenantName,
    /// Names their place there, by which they may leave.
    pub member: MemberId,
    /// Their role there.
    pub role: TenantRole,
}
