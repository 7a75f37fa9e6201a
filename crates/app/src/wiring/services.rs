//! The services of the domain, on the adapters.

use std::sync::Arc;

use tenantry_domain::api_key::{ApiKeyPolicy, ApiKeyService};
use tenantry_domain::audit::AuditService;
use tenantry_domain::authentication::{Authenticator, LiveCredentials};
use tenantry_domain::change::ChangeTrimStore;
use tenantry_domain::clock::Clock;
use tenantry_domain::introspection::IntrospectionService;
use tenantry_domain::inventory::InventoryService;
use tenantry_domain::membership::{
    Group, InvitingStore, MembershipService, ProjectMembershipService, RosterStore,
};
use tenantry_domain::notification::Delivery;
use tenantry_domain::organization::OrganizationService;
use tenantry_domain::personal_access_token::PersonalAccessTokenService;
use tenantry_domain::project::ProjectService;
use tenantry_domain::referral::ReferralService;
use tenantry_domain::revocation::RevocationService;
use tenantry_domain::secret::SecretSealer;
use tenantry_domain::session::AccessTokens;
use tenantry_domain::setting::SettingService;
use tenantry_domain::signing_key::{SigningKeySchedule, SigningKeyStore};
use tenantry_domain::tenant::{TenantPurge, TenantService};
use tenantry_domain::tenant_api_key::TenantApiKeyService;
use tenantry_domain::throttle::Throttle;
use tenantry_domain::usage::Usage;
use tenantry_domain::verification::ChallengeStore;
use tenantry_http::services::Services;
use tenantry_postgres::{
    Database, PostgresApiKeyStore, PostgresChangeTrim, PostgresCredentialDirectory,
    PostgresInventoryStore, PostgresOrganizationMembers, PostgresOrganizationStore,
    PostgresPersonalAccessTokenStore, PostgresProjectMembers, PostgresProjectStore,
    PostgresReadiness, PostgresReferralStore, PostgresRevocationStore, PostgresSettingStore,
    PostgresSigningKeyStore, PostgresTenantApiKeyStore, PostgresTenantMembers,
    PostgresTenantPurgeStore, PostgresTenantStore, PostgresUsageStore,
};
use tenantry_security::{AccessTokenSigner, KeyRing};

use super::accounts::Shared;
use super::master_keys;
use super::memory::NodeMemory;
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
    /// How often credentials were used, to be written.
    pub(crate) usage: Arc<Usage>,
    /// The messages that wait, to be sent.
    pub(crate) delivery: Arc<Delivery>,
    /// What was counted, to be forgotten in time.
    pub(crate) throttle: Arc<Throttle>,
    /// What was asked of people, to be forgotten in time.
    pub(crate) challenges: Arc<dyn ChallengeStore>,
    /// What is remembered of credentials, to be kept current.
    pub(crate) memory: Arc<NodeMemory>,
    /// The log by which it is, to be kept short.
    pub(crate) changes: Arc<dyn ChangeTrimStore>,
    /// What deleted tenants left, to be taken away.
    pub(crate) tenants: Arc<TenantPurge>,
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
}

/// Wires the services on a database that is ready.
pub(crate) async fn wire(settings: &Settings, database: &Database) -> Result<Wired, Failure> {
    let ports = Ports::new(settings)?;
    let signing_keys: Arc<dyn SigningKeyStore> =
        Arc::new(PostgresSigningKeyStore::new(database.clone()));
    let Keys { master, sealer, ring } = open_keys(settings, &ports, &signing_keys).await?;
    let shared = Shared::new(settings, database, &ports, &master)?;
    let tokens = access_tokens(settings, &ring);
    let memory = Arc::new(NodeMemory::new(
        settings,
        database,
        Arc::new(PostgresCredentialDirectory::new(database.clone())),
        Arc::clone(&shared.directory),
    ));
    let usage = Arc::new(Usage::new(Arc::new(PostgresUsageStore::new(database.clone()))));
    let credentials = Arc::new(LiveCredentials::new(
        Arc::clone(&tokens),
        memory.sessions(),
        memory.credentials(),
        Arc::clone(&usage),
        ports.format.clone(),
        Arc::clone(&ports.clock),
    ));
    let revocation = revocation(database, &tokens, &ports);
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
        personal_access_tokens: personal_access_tokens(settings, database, &shared),
        tenant_api_keys: tenant_api_keys(database, &shared),
        settings: tenant_settings(database, sealer, &shared),
        referrals: referrals(database, clock),
        inventory: InventoryService::new(
            Arc::new(PostgresInventoryStore::new(database.clone())),
            Arc::clone(clock),
        ),
        introspection: IntrospectionService::new(Arc::clone(&credentials)),
        revocation,
        memory: Arc::clone(&memory) as _,
        audit: AuditService::new(Arc::clone(audit), Arc::clone(clock)),
        authenticator: Authenticator::new(credentials),
        published_keys: Arc::clone(&ring) as _,
        readiness: Arc::new(PostgresReadiness::new(database.clone())),
    };
    let upkeep = UpkeepParts {
        ring,
        signing_keys,
        usage,
        delivery: Arc::new(shared.delivery(settings)?),
        throttle: Arc::clone(throttle),
        challenges: Arc::clone(challenges),
        memory,
        changes: Arc::new(PostgresChangeTrim::new(database.clone())),
        tenants: Arc::new(TenantPurge::new(Arc::new(PostgresTenantPurgeStore::new(
            database.clone(),
        )))),
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

fn personal_access_tokens(
    settings: &Settings,
    database: &Database,
    shared: &Shared,
) -> PersonalAccessTokenService {
    PersonalAccessTokenService::new(
        Arc::new(PostgresPersonalAccessTokenStore::new(database.clone())),
        settings.pat.api.enabled,
        shared.format.clone(),
        Arc::clone(&shared.secrets),
        Arc::clone(&shared.ids),
        Arc::clone(&shared.clock),
    )
}

fn tenant_api_keys(database: &Database, shared: &Shared) -> TenantApiKeyService {
    TenantApiKeyService::new(
        Arc::new(PostgresTenantApiKeyStore::new(database.clone())),
        shared.format.clone(),
        Arc::clone(&shared.secrets),
        Arc::clone(&shared.ids),
        Arc::clone(&shared.clock),
    )
}

fn tenant_settings(
    database: &Database,
    sealer: Arc<dyn SecretSealer>,
    shared: &Shared,
) -> SettingService {
    let store = Arc::new(PostgresSettingStore::new(database.clone()));
    SettingService::new(store, sealer, Arc::clone(&shared.ids), Arc::clone(&shared.clock))
}

fn revocation(
    database: &Database,
    tokens: &Arc<dyn AccessTokens>,
    ports: &Ports,
) -> RevocationService {
    let store = Arc::new(PostgresRevocationStore::new(database.clone()));
    let (format, clock) = (ports.format.clone(), Arc::clone(&ports.clock));
    RevocationService::new(store, Arc::clone(tokens), format, clock)
}

fn referrals(database: &Database, clock: &Arc<dyn Clock>) -> ReferralService {
    let store = Arc::new(PostgresReferralStore::new(database.clone()));
    ReferralService::new(Arc::clone(&store) as _, store, Arc::clone(clock))
}

async fn open_keys(
    settings: &Settings,
    ports: &Ports,
    store: &Arc<dyn SigningKeyStore>,
) -> Result<Keys, Failure> {
    let wanted = KeyParts {
        configured: master_keys::given(settings.secrets.master_key.as_ref())?,
        previous: master_keys::given(settings.secrets.previous_master_key.as_ref())?,
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
