//! Answering the platform's other services.

use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::answer::{ActiveCredential, Introspection};
use super::asker::{IntrospectionError, Reach};
use super::demand::Demand;
use super::told::of_session;
use super::verdict::{Reason, Verdict};
use crate::authentication::{Fault, Finding, LiveCredentials, Presented};
use crate::credential::CredentialKind;
use crate::store_error::StoreError;

/// How many of several credentials are looked up at a time. To look them up one after the other would take as many round trips as there are.
const AT_ONCE: usize = 16;

/// Introspection, and verification with reasons.
pub struct IntrospectionService {
    credentials: Arc<LiveCredentials>,
}

/// A good credential, and whether it opens the place that is wanted.
struct Found {
    active: ActiveCredential,
    is_in_scope: bool,
}

impl IntrospectionService {
    /// Answers about these credentials.
    pub const fn new(credentials: Arc<LiveCredentials>) -> Self {
        Self { credentials }
    }

    /// Tells whoever presents `asker`, another service or a tenant's API key, about `token`.
    pub async fn introspect(
        &self,
        asker: Presented<'_>,
        token: &str,
    ) -> Result<Introspection, IntrospectionError> {
        let reach = Reach::of(asker, &self.credentials).await?;
        Ok(match self.verdict(reach, token, &Demand::default()).await? {
            Verdict::Valid(active) => Introspection::Active(active),
            Verdict::Invalid(_) => Introspection::Inactive,
        })
    }

    /// Tells them of each of these tokens whether it is good for what is wanted, and if not why.
    pub async fn verify(
        &self,
        asker: Presented<'_>,
        tokens: &[&str],
        demand: &Demand,
    ) -> Result<Vec<Verdict>, IntrospectionError> {
        let reach = Reach::of(asker, &self.credentials).await?;
        // Most often there is one, which needs no list of those that are under way.
        if let [only] = tokens {
            return Ok(vec![self.verdict(reach, only, demand).await?]);
        }
        let verdicts = tokens.iter().map(|token| self.verdict(reach, token, demand));
        Ok(stream::iter(verdicts).buffered(AT_ONCE).try_collect().await?)
    }

    async fn verdict(
        &self,
        reach: Reach,
        token: &str,
        demand: &Demand,
    ) -> Result<Verdict, StoreError> {
        let Found { active, is_in_scope } = match self.find(token, demand).await? {
            Finding::Good(found) => found,
            // What is not good, and whose, is told to those alone who may ask about everybody's.
            Finding::Bad(fault) => {
                let told = match reach {
                    Reach::Installation => fault,
                    Reach::Tenant(_) if fault == Fault::Malformed => fault,
                    Reach::Tenant(_) => Fault::Unknown,
                };
                return Ok(Verdict::Invalid(Reason::Fault(told)));
            }
        };
        if !reach.covers(&active) {
            return Ok(Verdict::Invalid(Reason::Fault(Fault::Unknown)));
        }
        let made_for = active.resource_type.as_ref().map(|made_for| made_for.as_str());
        if demand.resource_type.is_some() && demand.resource_type.as_deref() != made_for {
            return Ok(Verdict::Invalid(Reason::WrongResourceType));
        }
        if !is_in_scope {
            return Ok(Verdict::Invalid(Reason::WrongScope));
        }
        self.credentials.note_use(active.tenant, active.used);
        Ok(Verdict::Valid(Box::new(active)))
    }

    async fn find(&self, token: &str, demand: &Demand) -> Result<Finding<Found>, StoreError> {
        let (credentials, place) = (&self.credentials, demand.place());
        Ok(match credentials.claimed_kind(token) {
            Some(CredentialKind::ApiKey) => credentials.api_key(token).await?.map(|facts| Found {
                is_in_scope: demand.is_met_by(facts.organization, facts.project),
                active: facts.into(),
            }),
            Some(CredentialKind::PersonalAccessToken) => {
                credentials.personal_access_token(token, place).await?.map(|facts| Found {
                    is_in_scope: demand.is_open_to_token(&facts),
                    active: facts.into(),
                })
            }
            Some(CredentialKind::TenantApiKey) => {
                credentials.tenant_api_key(token, None, place).await?.map(|facts| Found {
                    is_in_scope: demand.is_open_to_key(&facts),
                    active: facts.into(),
                })
            }
            // These open nothing at another service.
            Some(CredentialKind::ServiceCredential | CredentialKind::RefreshToken) => {
                Finding::Bad(Fault::Unknown)
            }
            None => credentials.session(token, place).await?.map(|(claims, facts)| Found {
                is_in_scope: demand.is_open_to_session(claims.session, &facts),
                active: of_session(&claims, facts),
            }),
        })
    }
}
