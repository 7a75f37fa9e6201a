//! What a credential has to be good for, as requests say it.

use tenantry_domain::id::{OrganizationId, ProjectId};
use tenantry_domain::introspection::Demand;

use crate::request::Fields;

/// The demand that these make, or complaints.
pub(super) fn demand(
    resource_type: Option<String>,
    organization: Option<String>,
    project: Option<String>,
    fields: &mut Fields,
) -> Option<Demand> {
    let organization = fields.optional("org_id", organization, |text| {
        text.parse::<OrganizationId>().or(Err("must be a UUID"))
    });
    let project = fields.optional("project_id", project, |text| {
        text.parse::<ProjectId>().or(Err("must be a UUID"))
    });
    Some(Demand { resource_type, organization: organization?, project: project? })
}
