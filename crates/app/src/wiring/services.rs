//! The services of the domain, on the adapters.

use std::sync::Arc;

use tenantry_domain::api_key::{ApiKeyPolicy, ApiKeyService, KeyUsage};
use tenantry_domain::audit::AuditService;
use tenantry_domain::clock::Clock;
use tenantry_domain::introspection::IntrospectionService;
use tenantry_domain::membership::{
    Group, InvitingStore, MembershipService, ProjectMembershipService, RosterStore,
};
use tenantry_domain::notification::Delivery;
use tenantry_domain::organization::OrganizationService;
use tenantry_domain::project::ProjectService;
use tenantry_domain::session::{AccessTokens, Authenticator};
use tenantry_domain::signing_key::{SigningKeySchedule, SigningKeyStore};
use tenantry_domain::tenant::TenantService;
use tenantry_domain::throttle::Throttle;
use tenantry_domain::verification::ChallengeStore;
use tenantry_http::services::Services;
use tenantry_postgres::{
    Database, PostgresApiKeyStore, PostgresCredentialDirectory, PostgresKeyUsageStore,
    PostgresOrganizationMembers, PostgresOrganizationStore, PostgresProjectMembers,
    PostgresProjectStore, PostgresReadiness, PostgresSigningKeyStore, PostgresTenantMembers,
    PostgresTenantStore,
};
use tenantry_security::{AccessTokenSigner, KeyRing, MasterKey};

use super::accounts::Shared;
use super::ports::Ports;
use crate::failure::Failure;
use crate::keys::{KeyParts, Keys};
use crate::settings::Settings;

/// Everything that serves.
pub(crate) struct Wired {
    /// What the handlers call.
    pub(crate) services: Services,
    /// What is done beside that.
    pub(crate) upkeep: UpkeepParts,
}

/// What is to be looked after while the service runs.
pub(crate) struct UpkeepParts {
    /// The signing keys in force, to be kept fresh.
    pub(crate) ring: Arc<KeyRing>,
    /// Where they are kept.
    pub(crate) signing_keys: Arc<dyn SigningKeyStore>,
    /// How often API keys were used, to be written.
    pub(crate) usage: Arc<KeyUsage>,
    /// The messages that wait, to be sent.
    pub(crate) delivery: Arc<Delivery>,
    /// What was counted, to be forgotten in time.
    pub(crate) throttle: Arc<Throttle>,
    /// What was asked of people, to be forgotten in time.
    pub(crate) challenges: Arc<dyn ChallengeStore>,
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
}

/// Wires the services on a database that is ready.
pub(crate) async fn wire(settings: &Settings, database: &Database) -> Result<Wired, Failure> {
    let ports = Ports::new(settings)?;
    let signing_keys: Arc<dyn SigningKeyStore> =
        Arc::new(PostgresSigningKeyStore::new(database.clone()));
    let Keys { master, ring } = open_keys(settings, &ports, &signing_keys).await?;
    let shared = Shared::new(settings, database, &ports, &master)?;
    let tokens = access_tokens(settings, &ring);
    let authenticator = Arc::new(Authenticator::new(
        Arc::clone(&tokens),
        Arc::clone(&shared.directory),
        Arc::clone(&ports.clock),
    ));
    let usage = Arc::new(KeyUsage::new(Arc::new(PostgresKeyUsageStore::new(database.clone()))));
    let accounts = shared.accounts(settings, tokens);
    let Shared { secrets, ids, clock, format, audit, throttle, challenges, .. } = &shared;
    let services = Services {
        users: accounts.users,
        sessions: accounts.sessions,
        passwords: accounts.passwords,
        verification: accounts.verification,
        invitations: accounts.invitations,
        tenant_members: members(PostgresTenantMembers::new(database.clone()), throttle, &ports),
        organization_members: members(
            PostgresOrganizationMembers::new(database.clone()),
            throttle,
            &ports,
        ),
        project_members: project_members(database, &ports),
        tenants: TenantService::new(
            Arc::new(PostgresTenantStore::new(database.clone())),
            Arc::clone(secrets),
            Arc::clone(ids),
            Arc::clone(clock),
        ),
        organizations: OrganizationService::new(
            Arc::new(PostgresOrganizationStore::new(database.clone())),
            Arc::clone(secrets),
            Arc::clone(ids),
            Arc::clone(clock),
        ),
        projects: ProjectService::new(
            Arc::new(PostgresProjectStore::new(database.clone())),
            Arc::clone(ids),
            Arc::clone(clock),
        ),
        api_keys: ApiKeyService::new(
            Arc::new(PostgresApiKeyStore::new(database.clone())),
            format.clone(),
            api_key_policy(settings),
            Arc::clone(secrets),
            Arc::clone(ids),
            Arc::clone(clock),
        ),
        introspection: IntrospectionService::new(
            Arc::new(PostgresCredentialDirectory::new(database.clone())),
            Arc::clone(&authenticator),
            Arc::clone(&usage),
            format.clone(),
            Arc::clone(clock),
        ),
        audit: AuditService::new(Arc::clone(audit), Arc::clone(clock)),
        authenticator,
        published_keys: Arc::clone(&ring) as _,
        readiness: Arc::new(PostgresReadiness::new(database.clone())),
        format: format.clone(),
    };
    let upkeep = UpkeepParts {
        ring,
        signing_keys,
        usage,
        delivery: Arc::new(shared.delivery(settings)?),
        throttle: Arc::clone(throttle),
        challenges: Arc::clone(challenges),
        clock: Arc::clone(clock),
    };
    Ok(Wired { services, upkeep })
}

/// The members of a kind of group that people are invited to.
fn members<G: Group>(
    store: impl RosterStore<G> + InvitingStore<G> + 'static,
    throttle: &Arc<Throttle>,
    ports: &Ports,
) -> MembershipService<G> {
    let store = Arc::new(store);
    let (ids, clock) = (Arc::clone(&ports.ids), Arc::clone(&ports.clock));
    MembershipService::new(Arc::clone(&store) as _, store, Arc::clone(throttle), ids, clock)
}

fn project_members(database: &Database, ports: &Ports) -> ProjectMembershipService {
    let store = Arc::new(PostgresProjectMembers::new(database.clone()));
    let (ids, clock) = (Arc::clone(&ports.ids), Arc::clone(&ports.clock));
    ProjectMembershipService::new(Arc::clone(&store) as _, store, ids, clock)
}

async fn open_keys(
    settings: &Settings,
    ports: &Ports,
    store: &Arc<dyn SigningKeyStore>,
) -> Result<Keys, Failure> {
    let configured = match &settings.secrets.master_key {
        Some(text) => Some(MasterKey::from_base64(text.expose())?),
        None => None,
    };
    let wanted = KeyParts {
        configured,
        data_dir: settings.data_dir.clone(),
        store: Arc::clone(store),
        schedule: SigningKeySchedule {
            signs_for: settings.tokens.signing_key_lifetime.duration(),
            // As long as the longest access token may last, and as any cache of the keys.
            overlap: time::Duration::days(1),
        },
        ids: Arc::clone(&ports.ids),
        clock: Arc::clone(&ports.clock),
    };
    Ok(wanted.open().await?)
}

fn access_tokens(settings: &Settings, ring: &Arc<KeyRing>) -> Arc<dyn AccessTokens> {
    let issuer = settings.server.public_url.as_str();
    let audience = settings.tokens.audience.as_deref().unwrap_or(issuer);
    Arc::new(AccessTokenSigner::new(Arc::clone(ring), issuer, audience))
}

fn api_key_policy(settings: &Settings) -> ApiKeyPolicy {
    ApiKeyPolicy {
        resource_types: settings.api_keys.resource_types.values().to_vec(),
        max_per_project: u64::from(settings.api_keys.max_per_project.get()),
    }
}
