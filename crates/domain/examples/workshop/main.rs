//! A service with stores of its own that takes words, rules and services from the domain: who somebody is, what they may do and where, and what
//! is done for them. To start from: put your database in place of the maps in [`keys`] and [`projects`].
//!
//! `cargo run -p tenantry-domain --example workshop` shows what it does.

mod keys;
mod machine;
mod nobody;
mod projects;

use std::error::Error;
use std::sync::Arc;

use keys::Keys;
use machine::Machine;
use nobody::{NoSessions, NoUsage};
use projects::Projects;
use tenantry_domain::access::{Caller, Origin, Place};
use tenantry_domain::authentication::{
    AuthenticationError, Authenticator, LiveCredentials, Presented,
};
use tenantry_domain::credential::CredentialFormat;
use tenantry_domain::id::OrganizationId;
use tenantry_domain::page::{PageError, PageRequest};
use tenantry_domain::project::{ProjectError, ProjectFilter, ProjectName, ProjectService};
use tenantry_domain::text::TextError;
use tenantry_domain::usage::Usage;

#[tokio::main]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    for line in run().await? {
        println!("{line}");
    }
    Ok(())
}

/// Two tenants' programs at work, line by line.
pub(crate) async fn run() -> Result<Vec<String>, Box<dyn Error>> {
    let format = CredentialFormat::new("nc")?;
    let mut keys = Keys::default();
    let one = keys.issue(&format, 1, [1; 32]);
    let other = keys.issue(&format, 2, [2; 32]);
    let over = keys.issue_revoked(&format, 1, [3; 32]);
    let workshop = Workshop::new(keys, format);
    let (first, second) = (keys::organization_of(1), keys::organization_of(2));

    let mut lines = Vec::new();
    let mut tell = |what: &str, outcome: Result<Vec<String>, WorkshopError>| {
        lines.push(match outcome {
            Ok(projects) => format!("{what}: {}", projects.join(", ")),
            Err(refusal) => format!("{what}: refused, as {refusal}"),
        });
    };
    let (one, other) = (one.secret.expose(), other.secret.expose());
    tell("a project is made", workshop.make(one, first, "Engine").await);
    tell("and another", workshop.make(one, first, "Bench").await);
    tell("of the same name", workshop.make(one, first, "ENGINE").await);
    tell("without a name", workshop.make(one, first, " ").await);
    tell("they see both", workshop.list(one, first).await);
    tell("another tenant sees none of it", workshop.list(other, first).await);
    tell("and makes its own", workshop.make(other, second, "Engine").await);
    tell("somebody with a revoked key", workshop.list(over.secret.expose(), first).await);
    tell("somebody with none", workshop.list("", first).await);
    Ok(lines)
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
enum WorkshopError {
    #[error(transparent)]
    Nobody(#[from] AuthenticationError),
    #[error("the name {0}")]
    Name(#[from] TextError),
    #[error(transparent)]
    Refused(#[from] ProjectError),
    #[error(transparent)]
    Page(#[from] PageError),
}

/// The service: what its handlers would call.
struct Workshop {
    authenticator: Authenticator,
    projects: ProjectService,
}

impl Workshop {
    /// All wiring is here, as in any program on the domain: ports on one side, services on the other.
    fn new(keys: Keys, format: CredentialFormat) -> Self {
        let clock = Arc::new(Machine);
        let credentials = LiveCredentials::new(
            Arc::new(NoSessions),
            Arc::new(NoSessions),
            Arc::new(keys),
            Arc::new(Usage::new(Arc::new(NoUsage))),
            format,
            clock.clone(),
        );
        let (projects, ids) = (Arc::new(Projects::default()), Arc::new(Machine));
        Self {
            authenticator: Authenticator::new(Arc::new(credentials)),
            projects: ProjectService::new(projects, ids, clock),
        }
    }

    /// Who shows this key, with the rights of this moment at that place. There is no other way to a [`Caller`].
    async fn caller(&self, key: &str, place: Place) -> Result<Caller, AuthenticationError> {
        let presented = Presented::TenantApiKey { key, prefix: None };
        self.authenticator.authenticate(presented, place, Arc::new(Origin::default())).await
    }

    async fn make(
        &self,
        key: &str,
        organization: OrganizationId,
        name: &str,
    ) -> Result<Vec<String>, WorkshopError> {
        let caller = self.caller(key, Place::Organization(organization)).await?;
        let name = ProjectName::new(name)?;
        let made = self.projects.create(&caller, organization, name, None).await?;
        Ok(vec![made.name.into_string()])
    }

    async fn list(
        &self,
        key: &str,
        organization: OrganizationId,
    ) -> Result<Vec<String>, WorkshopError> {
        let caller = self.caller(key, Place::Organization(organization)).await?;
        let (all, page) = (ProjectFilter::default(), PageRequest::new(1, 20)?);
        let found = self.projects.list(&caller, organization, all, page).await?;
        Ok(found.items.into_iter().map(|project| project.name.into_string()).collect())
    }
}
