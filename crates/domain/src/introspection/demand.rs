//! What whoever verifies a credential wants it to be good for.

use crate::access::{Caller, Identity, Origin, Permission, Place};
use crate::authentication::{PersonalAccessTokenFacts, TenantApiKeyFacts};
use crate::id::{OrganizationId, ProjectId, SessionId};
use crate::session::SessionFacts;

/// What a credential has to be good for, beside being good.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Demand {
    /// It was made for this kind of resource. Only API keys are made for one, so nothing else serves.
    pub resource_type: Option<String>,
    /// It opens this organization.
    pub organization: Option<OrganizationId>,
    /// It opens this project; without an organization beside it, the one that the credential is bound to.
    pub project: Option<ProjectId>,
}

impl Demand {
    /// Where the credential has to reach, as far as that can be said without knowing the credential.
    pub(super) fn place(&self) -> Place {
        match (self.organization, self.project) {
            (Some(organization), Some(project)) => Place::Project(organization, project),
            (Some(organization), None) => Place::Organization(organization),
            (None, _) => Place::Tenant,
        }
    }

    /// Whether a credential that is bound to these opens what is wanted.
    pub(super) fn is_met_by(&self, organization: OrganizationId, project: ProjectId) -> bool {
        self.organization.is_none_or(|wanted| wanted == organization)
            && self.project.is_none_or(|wanted| wanted == project)
    }

    /// Whether somebody with these roles sees the place that is wanted. A project alone can't be looked up without its organization.
    fn is_open_to(&self, caller: &Caller) -> bool {
        let place = self.place();
        match place {
            Place::Tenant => self.project.is_none(),
            Place::Organization(_) => caller.may(Permission::ReadOrganization, place),
            Place::Project(..) => caller.may(Permission::ReadProject, place),
        }
    }

    pub(super) fn is_open_to_session(&self, session: SessionId, facts: &SessionFacts) -> bool {
        let identity = Identity::Session { user: facts.user, session };
        self.is_open_to(&Caller::new(identity, facts.grants, Origin::unknown()))
    }

    pub(super) fn is_open_to_token(&self, facts: &PersonalAccessTokenFacts) -> bool {
        let identity = Identity::PersonalAccessToken {
            user: facts.user,
            token: facts.id,
            organization: facts.organization,
        };
        self.is_open_to(&Caller::new(identity, facts.grants, Origin::unknown()))
    }

    pub(super) fn is_open_to_key(&self, facts: &TenantApiKeyFacts) -> bool {
        let identity = Identity::TenantApiKey { key: facts.id };
        self.is_open_to(&Caller::new(identity, facts.grants(), Origin::unknown()))
    }
}
