//! Identifiers in paths. One that is no UUID names nothing.

mod single;

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use tenantry_domain::access::Place;
use tenantry_domain::id::{ApiKeyId, HeldCredentialId, MemberId, OrganizationId, ProjectId};
use tenantry_domain::project::ProjectPath;

use crate::problem::{Problem, ProblemKind};

pub(crate) use single::{
    PersonalAccessTokenPath, ReferralPath, SessionPath, SettingPath, TenantApiKeyPath,
    TenantMemberPath,
};

/// The organization that the path names.
pub(crate) struct InOrganization(pub(crate) OrganizationId);

/// The project that the path names.
pub(crate) struct InProject(pub(crate) ProjectPath);

/// The API key that the path names.
pub(crate) struct ApiKeyPath {
    /// Its project.
    pub(crate) project: ProjectPath,
    /// The key.
    pub(crate) key: ApiKeyId,
}

/// The member of an organization that the path names.
pub(crate) struct OrganizationMemberPath {
    /// Their organization.
    pub(crate) organization: OrganizationId,
    /// Who.
    pub(crate) member: MemberId,
}

/// The member of a project that the path names.
pub(crate) struct ProjectMemberPath {
    /// Their project.
    pub(crate) project: ProjectPath,
    /// Who.
    pub(crate) member: MemberId,
}

/// The credential that opens something in an organization, as the path names it.
pub(crate) struct CredentialPath {
    /// The organization.
    pub(crate) organization: OrganizationId,
    /// The credential.
    pub(crate) credential: HeldCredentialId,
}

/// Where a request goes, as far as its path says; one to a thing that can't exist goes nowhere in particular.
pub(crate) fn place(request: &HttpRequest) -> Place {
    match (organization(request), project(request)) {
        (Some(_), Some(path)) => path.place(),
        (Some(organization), None) => Place::Organization(organization),
        (None, _) => Place::Tenant,
    }
}

fn nowhere() -> Problem {
    Problem::of(ProblemKind::NotFound)
}

fn parameter<T: FromStr>(request: &HttpRequest, name: &str) -> Option<T> {
    request.match_info().get(name)?.parse().ok()
}

fn organization(request: &HttpRequest) -> Option<OrganizationId> {
    parameter(request, "org_id")
}

fn project(request: &HttpRequest) -> Option<ProjectPath> {
    let project: ProjectId = parameter(request, "project_id")?;
    Some(ProjectPath { organization: organization(request)?, project })
}

impl FromRequest for InOrganization {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(organization(request).map(Self).ok_or_else(nowhere))
    }
}

impl FromRequest for InProject {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(project(request).map(Self).ok_or_else(nowhere))
    }
}

impl FromRequest for ApiKeyPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = || {
            let project = project(request).ok_or_else(nowhere)?;
            // The API that this one replaces answers 400 here, and only here.
            let key = parameter(request, "api_key_id")
                .ok_or_else(|| Problem::field("api_key_id", "must be a UUID"))?;
            Ok(Self { project, key })
        };
        ready(path())
    }
}

impl FromRequest for OrganizationMemberPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = organization(request)
            .zip(parameter(request, "member_id"))
            .map(|(organization, member)| Self { organization, member });
        ready(path.ok_or_else(nowhere))
    }
}

impl FromRequest for ProjectMemberPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = project(request)
            .zip(parameter(request, "member_id"))
            .map(|(project, member)| Self { project, member });
        ready(path.ok_or_else(nowhere))
    }
}

impl FromRequest for CredentialPath {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let credential = parameter(request, "credential_id");
        let path = organization(request)
            .zip(credential)
            .map(|(organization, credential)| Self { organization, credential });
        ready(path.ok_or_else(nowhere))
    }
}
