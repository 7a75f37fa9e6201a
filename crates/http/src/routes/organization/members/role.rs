//! A role as a request spells it.

use tenantry_domain::access::OrganizationRole;

/// The role of this name.
pub(super) fn role(text: &str) -> Result<OrganizationRole, &'static str> {
    text.parse().ok().ok_or("must be owner, admin or member")
}
