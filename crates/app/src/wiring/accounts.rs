//! The services around people's accounts, and the ports that they share.

use std::sync::Arc;

use tenantry_domain::audit::AuditStore;
use tenantry_domain::clock::Clock;
use tenantry_domain::credential::CredentialFormat;
use tenantry_domain::id::Ids;
use tenantry_domain::invitation::{InvitationService, InvitationStore};
use tenantry_domain::notification::{Delivery, DeliveryParts, OutboxStore};
use tenantry_domain::password::{
    GateParts, PasswordGate, PasswordHasher, PasswordParts, PasswordPolicy, PasswordQueue,
    PasswordService,
};
use tenantry_domain::secret::SecretSource;
use tenantry_domain::session::{
    AccessTokens, Lifetimes, SessionDirectory, SessionParts, SessionService, SignInPolicy,
};
use tenantry_domain::throttle::{Throttle, ThrottleLimits, Window};
use tenantry_domain::user::{AccountDirectory, UserParts, UserService, UserStore};
use tenantry_domain::verification::{
    ChallengeStore, SecretLifetimes, VerificationParts, VerificationService,
};
use tenantry_postgres::{
    Database, PostgresAccountDirectory, PostgresAuditStore, PostgresChallengeStore,
    PostgresInvitationStore, PostgresOutboxStore, PostgresPasswordStore, PostgresSessionDirectory,
    PostgresSessionStore, PostgresThrottleStore, PostgresUserStore,
};
use tenantry_security::{
    Argon2idHasher, FairQueue, HashParameters, HashingPool, HashingPoolSize, MasterKey,
    RandomSecrets,
};
use time::Duration;

use super::messages::{brand, mailer, messenger};
use super::ports::Ports;
use crate::failure::Failure;
use crate::settings::Settings;

/// What several services work with.
pub(super) struct Shared {
    pub(super) database: Database,
    pub(super) secrets: Arc<dyn SecretSource>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) format: CredentialFormat,
    pub(super) audit: Arc<dyn AuditStore>,
    pub(super) throttle: Arc<Throttle>,
    pub(super) challenges: Arc<dyn ChallengeStore>,
    invitations: Arc<dyn InvitationStore>,
    pub(super) directory: Arc<dyn SessionDirectory>,
    addresses: Arc<dyn AccountDirectory>,
    outbox: Arc<dyn OutboxStore>,
    users: Arc<dyn UserStore>,
    queue: Arc<dyn PasswordQueue>,
    hasher: Arc<dyn PasswordHasher>,
    gate: Arc<PasswordGate>,
}

/// The services around accounts.
pub(super) struct Accounts {
    pub(super) users: UserService,
    pub(super) sessions: SessionService,
    pub(super) passwords: PasswordService,
    pub(super) verification: VerificationService,
    pub(super) invitations: InvitationService,
}

impl Shared {
    pub(super) fn new(
        settings: &Settings,
        database: &Database,
        ports: &Ports,
        master: &MasterKey,
    ) -> Result<Self, Failure> {
        let Ports { clock, ids, format } = ports.clone();
        let secrets: Arc<dyn SecretSource> = Arc::new(RandomSecrets::new(master));
        let audit: Arc<dyn AuditStore> = Arc::new(PostgresAuditStore::new(database.clone()));
        let users: Arc<dyn UserStore> = Arc::new(PostgresUserStore::new(database.clone()));
        let directory: Arc<dyn SessionDirectory> =
            Arc::new(PostgresSessionDirectory::new(database.clone()));
        let size = HashingPoolSize::default();
        let queue: Arc<dyn PasswordQueue> = Arc::new(FairQueue::before(size));
        let hasher = hasher(settings, size)?;
        let throttle = Arc::new(Throttle::new(
            Arc::new(PostgresThrottleStore::new(database.clone())),
            limits(settings),
            Arc::clone(&secrets),
            Arc::clone(&clock),
        ));
        let gate = Arc::new(PasswordGate::new(GateParts {
            queue: Arc::clone(&queue),
            directory: Arc::clone(&directory),
            hasher: Arc::clone(&hasher),
            users: Arc::clone(&users),
            throttle: Arc::clone(&throttle),
            audit: Arc::clone(&audit),
            clock: Arc::clone(&clock),
        }));
        Ok(Self {
            database: database.clone(),
            challenges: Arc::new(PostgresChallengeStore::new(database.clone())),
            invitations: Arc::new(PostgresInvitationStore::new(database.clone())),
            addresses: Arc::new(PostgresAccountDirectory::new(database.clone())),
            outbox: Arc::new(PostgresOutboxStore::new(database.clone())),
            secrets,
            ids,
            clock,
            format,
            audit,
            throttle,
            directory,
            users,
            queue,
            hasher,
            gate,
        })
    }

    pub(super) fn accounts(&self, settings: &Settings, tokens: Arc<dyn AccessTokens>) -> Accounts {
        Accounts {
            users: UserService::new(UserParts {
                users: Arc::clone(&self.users),
                gate: Arc::clone(&self.gate),
                queue: Arc::clone(&self.queue),
                hasher: Arc::clone(&self.hasher),
                policy: password_policy(settings),
                founds_organization: settings.auth.signup_creates_organization,
                throttle: Arc::clone(&self.throttle),
                format: self.format.clone(),
                secrets: Arc::clone(&self.secrets),
                ids: Arc::clone(&self.ids),
                clock: Arc::clone(&self.clock),
            }),
            invitations: InvitationService::new(
                Arc::clone(&self.invitations),
                Arc::clone(&self.users),
                self.format.clone(),
                Arc::clone(&self.secrets),
                Arc::clone(&self.ids),
                Arc::clone(&self.clock),
            ),
            sessions: SessionService::new(SessionParts {
                sessions: Arc::new(PostgresSessionStore::new(self.database.clone())),
                gate: Arc::clone(&self.gate),
                tokens,
                format: self.format.clone(),
                policy: sign_in_policy(settings),
                secrets: Arc::clone(&self.secrets),
                ids: Arc::clone(&self.ids),
                clock: Arc::clone(&self.clock),
            }),
            passwords: PasswordService::new(PasswordParts {
                passwords: Arc::new(PostgresPasswordStore::new(self.database.clone())),
                users: Arc::clone(&self.users),
                gate: Arc::clone(&self.gate),
                queue: Arc::clone(&self.queue),
                hasher: Arc::clone(&self.hasher),
                policy: password_policy(settings),
                outbox: Arc::clone(&self.outbox),
                throttle: Arc::clone(&self.throttle),
                format: self.format.clone(),
                secrets: Arc::clone(&self.secrets),
                ids: Arc::clone(&self.ids),
                clock: Arc::clone(&self.clock),
            }),
            verification: VerificationService::new(VerificationParts {
                challenges: Arc::clone(&self.challenges),
                accounts: Arc::clone(&self.addresses),
                users: Arc::clone(&self.users),
                outbox: Arc::clone(&self.outbox),
                throttle: Arc::clone(&self.throttle),
                secrets: Arc::clone(&self.secrets),
                ids: Arc::clone(&self.ids),
                clock: Arc::clone(&self.clock),
            }),
        }
    }

    pub(super) fn delivery(&self, settings: &Settings) -> Result<Delivery, Failure> {
        let brand = Arc::new(brand(settings)?);
        Ok(Delivery::new(DeliveryParts {
            outbox: Arc::clone(&self.outbox),
            accounts: Arc::clone(&self.addresses),
            challenges: Arc::clone(&self.challenges),
            invitations: Arc::clone(&self.invitations),
            mailer: mailer(settings, &brand, &self.clock)?,
            messenger: messenger(settings, &brand, &self.clock)?,
            secrets: Arc::clone(&self.secrets),
            format: self.format.clone(),
            lifetimes: SecretLifetimes {
                code: settings.auth.code_lifetime.duration(),
                password_reset: settings.auth.password_reset_lifetime.duration(),
            },
            clock: Arc::clone(&self.clock),
        }))
    }
}

/// What hashes passwords as the settings say.
pub(super) fn hasher(
    settings: &Settings,
    size: HashingPoolSize,
) -> Result<Arc<dyn PasswordHasher>, Failure> {
    let passwords = &settings.passwords;
    let parameters = HashParameters::new(
        passwords.memory_kib.get(),
        passwords.iterations.get(),
        passwords.parallelism.get(),
    )?;
    Ok(Arc::new(Argon2idHasher::new(parameters, HashingPool::new(size))?))
}

fn password_policy(settings: &Settings) -> PasswordPolicy {
    let mut words = vec!["Tenantry".to_owned()];
    if !words.contains(&settings.brand.name) {
        words.push(settings.brand.name.clone());
    }
    PasswordPolicy::new(settings.passwords.min_length.count(), words)
}

fn limits(settings: &Settings) -> ThrottleLimits {
    let limits = &settings.limits;
    let window = |most, within| Window { most, within };
    ThrottleLimits {
        passwords_of_a_network: window(limits.wrong_passwords.get(), Duration::minutes(10)),
        sign_ups_of_a_network: window(limits.sign_ups.get(), Duration::HOUR),
        mail_of_a_network: window(limits.mail_requests.get(), Duration::HOUR),
        invitations_of_a_tenant: window(limits.invitations.get(), Duration::HOUR),
    }
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
        tell_of_new_devices: settings.auth.notify_new_device,
    }
}
