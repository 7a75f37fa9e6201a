//! The services of the domain, on the adapters.

use std::sync::Arc;

use tenantry_domain::api_key::{ApiKeyPolicy, ApiKeyService, KeyUsage};
use tenantry_domain::introspection::IntrospectionService;
use tenantry_domain::organization::OrganizationService;
use tenantry_domain::password::{PasswordHasher, PasswordPolicy};
use tenantry_domain::project::ProjectService;
use tenantry_domain::secret::SecretSource;
use tenantry_domain::session::{
    AccessTokens, Authenticator, Lifetimes, SessionDirectory, SessionParts, SessionService,
    SignInPolicy,
};
use tenantry_domain::signing_key::{SigningKeySchedule, SigningKeyStore};
use tenantry_domain::tenant::TenantService;
use tenantry_domain::user::{UserService, UserStore};
use tenantry_http::services::Services;
use tenantry_postgres::{
    Database, PostgresApiKeyStore, PostgresCredentialDirectory, PostgresKeyUsageStore,
    PostgresOrganizationStore, PostgresProjectStore, PostgresReadiness, PostgresSessionDirectory,
    PostgresSessionStore, PostgresSigningKeyStore, PostgresTenantStore, PostgresUserStore,
};
use tenantry_security::{
    AccessTokenSigner, Argon2idHasher, HashParameters, HashingPool, HashingPoolSize, KeyRing,
    MasterKey, RandomSecrets,
};

use super::ports::Ports;
use crate::failure::Failure;
use crate::keys::{KeyParts, Keys};
use crate::settings::Settings;

/// Everything that serves.
pub(crate) struct Wired {
    /// What the handlers call.
    pub(crate) services: Services,
    /// The signing keys in force, which somebody has to keep fresh.
    pub(crate) ring: Arc<KeyRing>,
    /// Where they are kept.
    pub(crate) signing_keys: Arc<dyn SigningKeyStore>,
    /// How often API keys were used, which somebody has to have written.
    pub(crate) usage: Arc<KeyUsage>,
}

/// Wires the services on a database that is ready.
pub(crate) async fn wire(settings: &Settings, database: &Database) -> Result<Wired, Failure> {
    let ports = Ports::new(settings)?;
    let signing_keys: Arc<dyn SigningKeyStore> =
        Arc::new(PostgresSigningKeyStore::new(database.clone()));
    let Keys { master, ring } = open_keys(settings, &ports, &signing_keys).await?;
    let secrets: Arc<dyn SecretSource> = Arc::new(RandomSecrets::new(&master));
    let hasher = hasher(settings)?;
    let users: Arc<dyn UserStore> = Arc::new(PostgresUserStore::new(database.clone()));
    let directory: Arc<dyn SessionDirectory> =
        Arc::new(PostgresSessionDirectory::new(database.clone()));
    let tokens = access_tokens(settings, &ring);
    let usage = Arc::new(KeyUsage::new(Arc::new(PostgresKeyUsageStore::new(database.clone()))));
    let Ports { clock, ids, format } = ports;

    let authenticator = Arc::new(Authenticator::new(
        Arc::clone(&tokens),
        Arc::clone(&directory),
        Arc::clone(&clock),
    ));
    let services = Services {
        users: UserService::new(
            Arc::clone(&users),
            Arc::clone(&hasher),
            PasswordPolicy::new(settings.passwords.min_length.count(), vec!["Tenantry".to_owned()]),
            settings.auth.signup_creates_organization,
            Arc::clone(&secrets),
            Arc::clone(&ids),
            Arc::clone(&clock),
        ),
        sessions: SessionService::new(SessionParts {
            sessions: Arc::new(PostgresSessionStore::new(database.clone())),
            directory,
            users,
            hasher,
            tokens,
            format: format.clone(),
            policy: sign_in_policy(settings),
            secrets: Arc::clone(&secrets),
            ids: Arc::clone(&ids),
            clock: Arc::clone(&clock),
        }),
        tenants: TenantService::new(
            Arc::new(PostgresTenantStore::new(database.clone())),
            Arc::clone(&secrets),
            Arc::clone(&ids),
            Arc::clone(&clock),
        ),
        organizations: OrganizationService::new(
            Arc::new(PostgresOrganizationStore::new(database.clone())),
            Arc::clone(&secrets),
            Arc::clone(&ids),
            Arc::clone(&clock),
        ),
        projects: ProjectService::new(
            Arc::new(PostgresProjectStore::new(database.clone())),
            Arc::clone(&ids),
            Arc::clone(&clock),
        ),
        api_keys: ApiKeyService::new(
            Arc::new(PostgresApiKeyStore::new(database.clone())),
            format.clone(),
            api_key_policy(settings),
            secrets,
            ids,
            Arc::clone(&clock),
        ),
        introspection: IntrospectionService::new(
            Arc::new(PostgresCredentialDirectory::new(database.clone())),
            Arc::clone(&authenticator),
            Arc::clone(&usage),
            format.clone(),
            clock,
        ),
        authenticator,
        published_keys: Arc::clone(&ring) as _,
        readiness: Arc::new(PostgresReadiness::new(database.clone())),
        format,
    };
    Ok(Wired { services, ring, signing_keys, usage })
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

fn hasher(settings: &Settings) -> Result<Arc<dyn PasswordHasher>, Failure> {
    let passwords = &settings.passwords;
    let parameters = HashParameters::new(
        passwords.memory_kib.get(),
        passwords.iterations.get(),
        passwords.parallelism.get(),
    )?;
    let pool = HashingPool::new(HashingPoolSize::default());
    Ok(Arc::new(Argon2idHasher::new(parameters, pool)?))
}

fn access_tokens(settings: &Settings, ring: &Arc<KeyRing>) -> Arc<dyn AccessTokens> {
    let issuer = settings.server.public_url.as_str();
    let audience = settings.tokens.audience.as_deref().unwrap_or(issuer);
    Arc::new(AccessTokenSigner::new(Arc::clone(ring), issuer, audience))
}

const fn sign_in_policy(settings: &Settings) -> SignInPolicy {
    let tokens = &settings.tokens;
    SignInPolicy {
        lifetimes: Lifetimes {
            access_token: tokens.access_lifetime.duration(),
            refresh_idle: tokens.refresh_idle_lifetime.duration(),
            session: tokens.session_lifetime.duration(),
            refresh_grace: tokens.refresh_grace.duration(),
        },
        require_verified_email: settings.auth.require_verified_email,
    }
}

fn api_key_policy(settings: &Settings) -> ApiKeyPolicy {
    ApiKeyPolicy {
        resource_types: settings.api_keys.resource_types.values().to_vec(),
        max_per_project: u64::from(settings.api_keys.max_per_project.get()),
    }
}
