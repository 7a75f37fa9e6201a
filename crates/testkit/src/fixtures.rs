//! People, tenants, projects and keys, made through the stores.

use std::sync::Arc;

use tenantry_domain::access::{TenantScope, UserScope};
use tenantry_domain::api_key::{ApiKey, ApiKeyName, ApiKeyStore as _, NewApiKey, ResourceType};
use tenantry_domain::id::{
    ApiKeyId, MemberId, MessageId, OrganizationId, PersonalAccessTokenId, ProjectId, ReferralId,
    SessionId, SettingId, TenantApiKeyId, TenantId, UserId,
};
use tenantry_domain::notification::{MessageKind, NewMessage, Recipient};
use tenantry_domain::organization::{
    NewOrganization, OrganizationName, OrganizationStore as _, ReferralCode,
};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::personal_access_token::{
    NewPersonalAccessToken, PersonalAccessToken, PersonalAccessTokenStore as _, TokenName,
};
use tenantry_domain::project::{NewProject, ProjectName, ProjectPath, ProjectStore as _};
use tenantry_domain::referral::NewReferral;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{NewSession, SessionStore as _};
use tenantry_domain::setting::{SettingName, SettingStore as _, StoredSetting, StoredValue};
use tenantry_domain::tenant::{Founding, Memberships, TenantName, TenantStore as _};
use tenantry_domain::tenant_api_key::{
    NewTenantApiKey, TenantApiKey, TenantApiKeyName, TenantApiKeyStore as _,
};
use tenantry_domain::user::{
    AddressProof, EmailAddress, NewUser, PersonName, Registration, User, UserStore as _,
};
use tenantry_postgres::{
    Database, PostgresApiKeyStore, PostgresOrganizationStore, PostgresPersonalAccessTokenStore,
    PostgresProjectStore, PostgresSessionStore, PostgresSettingStore, PostgresTenantApiKeyStore,
    PostgresTenantStore, PostgresUserStore,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// What a fixture's password is hashed to; no password has this hash.
pub const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaA";

/// A fresh name for something.
#[expect(clippy::disallowed_methods, reason = "tests need names, and no rule depends on them")]
pub fn fresh() -> Uuid {
    Uuid::now_v7()
}

/// This moment, as exact as PostgreSQL keeps it.
#[expect(clippy::disallowed_methods, reason = "tests need a moment, and no rule depends on it")]
pub fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_microsecond(now.microsecond()).expect("it was a microsecond before")
}

/// A digest that no other has.
pub fn fresh_digest() -> SecretDigest {
    SecretDigest::of(&fresh().to_string())
}

/// A referral code that no other has.
pub fn fresh_referral_code() -> ReferralCode {
    let digits = fresh().simple().to_string().to_uppercase();
    let tail = digits.get(22..).expect("a UUID has 32 digits");
    ReferralCode::parse(tail).expect("hexadecimal digits are digits and letters")
}

/// A person who is to sign up by the name of `{name}@example.com`.
pub fn new_user(name: &str) -> NewUser {
    NewUser {
        id: UserId::new(fresh()),
        email: EmailAddress::new(&format!("{name}@example.com")).expect("an address"),
        first_name: PersonName::new(name).expect("a name"),
        middle_name: None,
        last_name: PersonName::new("Example").expect("a name"),
    }
}

/// The hash of every fixture's password.
pub fn password_hash() -> PasswordHash {
    PasswordHash::new(PASSWORD_HASH)
}

/// A message of this kind to a person that is to be kept.
pub fn message(kind: MessageKind, user: UserId, recipient: Recipient) -> NewMessage {
    NewMessage {
        id: MessageId::new(fresh()),
        kind,
        recipient,
        user: Some(user),
        invitation: None,
        origin: Arc::default(),
        expires_at: None,
    }
}

/// The sign-up of this person, with nothing but an account.
pub fn registration(user: NewUser) -> Registration {
    let recipient = Recipient::Email(user.email.clone());
    Registration {
        password: password_hash(),
        founding: None,
        referral: None,
        proof: AddressProof::Code(message(MessageKind::VerifyEmail, user.id, recipient)),
        user,
    }
}

/// A tenant of this name that is to be, with its first organization.
pub fn founding(name: &str) -> Founding {
    let name = TenantName::new(name).expect("a name");
    Founding {
        tenant: TenantId::new(fresh()),
        founder_member: MemberId::new(fresh()),
        organization: new_organization(name.as_str()),
        name,
        logo: None,
    }
}

/// An organization of this name that is to be.
pub fn new_organization(name: &str) -> NewOrganization {
    NewOrganization {
        id: OrganizationId::new(fresh()),
        name: OrganizationName::new(name).expect("a name"),
        description: None,
        referral_code: fresh_referral_code(),
        owner_member: MemberId::new(fresh()),
    }
}

/// A project of this name that is to be.
pub fn new_project(organization: OrganizationId, name: &str) -> NewProject {
    NewProject {
        id: ProjectId::new(fresh()),
        organization,
        name: ProjectName::new(name).expect("a name"),
        description: None,
        creator_member: MemberId::new(fresh()),
    }
}

/// An API key of this name that is to be.
pub fn new_api_key(project: ProjectPath, name: &str) -> NewApiKey {
    NewApiKey {
        id: ApiKeyId::new(fresh()),
        project,
        name: ApiKeyName::new(name).expect("a name"),
        resource_type: ResourceType::stored("inference"),
        expires_at: None,
        digest: fresh_digest(),
        masked: "sk-nc-abcd...wxyz".to_owned(),
    }
}

/// A personal access token of this name that is to be, good for 90 days.
pub fn new_personal_access_token(
    organization: OrganizationId,
    name: &str,
) -> NewPersonalAccessToken {
    NewPersonalAccessToken {
        id: PersonalAccessTokenId::new(fresh()),
        organization,
        name: TokenName::new(name).expect("a name"),
        expires_at: now() + Duration::days(90),
        digest: fresh_digest(),
        masked: "pat-nc-abcd...wxyz".to_owned(),
        prefix: "pat-nc-abcd".to_owned(),
    }
}

/// A tenant's API key of this name that is to be.
pub fn new_tenant_api_key(name: &str) -> NewTenantApiKey {
    NewTenantApiKey {
        id: TenantApiKeyId::new(fresh()),
        name: TenantApiKeyName::new(name).expect("a name"),
        expires_at: None,
        digest: fresh_digest(),
        masked: "tk-nc-abcd...wxyz".to_owned(),
        prefix: "tk-nc-abcd".to_owned(),
    }
}

/// A session that is to be, good for a week of a month.
pub fn new_session(at: OffsetDateTime) -> NewSession {
    NewSession {
        id: SessionId::new(fresh()),
        refresh_digest: fresh_digest(),
        idle_expires_at: at + Duration::days(7),
        absolute_expires_at: at + Duration::days(30),
        news: None,
    }
}

/// A tenant with its first organization and its founder.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    /// The founder.
    pub founder: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// Its first organization.
    pub organization: OrganizationId,
}

impl Home {
    /// The founder's leave to work within the tenant.
    pub fn scope(&self) -> TenantScope {
        TenantScope::for_tests(self.tenant, self.founder)
    }

    /// The founder's leave to work with their own rows.
    pub fn own_rows(&self) -> UserScope {
        UserScope::for_tests(self.founder)
    }
}

/// Makes things in one database.
#[derive(Clone)]
pub struct Fixtures {
    database: Database,
}

impl Fixtures {
    /// For this database.
    pub fn on(database: &Database) -> Self {
        Self { database: database.clone() }
    }

    /// A person without a tenant.
    pub async fn user(&self, name: &str) -> User {
        let user = new_user(name);
        let scope = UserScope::for_tests(user.id);
        let users = PostgresUserStore::new(self.database.clone());
        users.register(&scope, registration(user), now()).await.expect("a person signs up")
    }

    /// A tenant of theirs.
    pub async fn tenant(&self, founder: UserId, name: &str) -> Home {
        let founding = founding(name);
        let (tenant, organization) = (founding.tenant, founding.organization.id);
        let tenants = PostgresTenantStore::new(self.database.clone());
        tenants
            .provision(&UserScope::for_tests(founder), founding, &Memberships::may_found, now())
            .await
            .expect("a tenant is founded");
        Home { founder, tenant, organization }
    }

    /// A person with a tenant of the same name.
    pub async fn home(&self, name: &str) -> Home {
        let founder = self.user(name).await;
        self.tenant(founder.id, name).await
    }

    /// A project in the home's organization.
    pub async fn project(&self, home: &Home, name: &str) -> ProjectPath {
        let new = new_project(home.organization, name);
        let projects = PostgresProjectStore::new(self.database.clone());
        let project =
            projects.insert(&home.scope(), new, now()).await.expect("a project is created");
        ProjectPath { organization: project.organization, project: project.id }
    }

    /// A key of a project, with what it is found by.
    pub async fn api_key(
        &self,
        home: &Home,
        project: ProjectPath,
        name: &str,
    ) -> (ApiKey, SecretDigest) {
        let new = new_api_key(project, name);
        let digest = new.digest;
        let keys = PostgresApiKeyStore::new(self.database.clone());
        let key =
            keys.issue(&home.scope(), new, &|_| Ok(()), now()).await.expect("a key is created");
        (key, digest)
    }

    /// A person's token for an organization that they are in, with what it is found by.
    pub async fn personal_access_token(
        &self,
        user: UserId,
        organization: OrganizationId,
        name: &str,
    ) -> (PersonalAccessToken, SecretDigest) {
        let new = new_personal_access_token(organization, name);
        let digest = new.digest;
        let tokens = PostgresPersonalAccessTokenStore::new(self.database.clone());
        let scope = UserScope::for_tests(user);
        let token = tokens.issue(&scope, new, now()).await.expect("a token is created");
        (token, digest)
    }

    /// A key of the home's tenant, with what it is found by.
    pub async fn tenant_api_key(&self, home: &Home, name: &str) -> (TenantApiKey, SecretDigest) {
        let new = new_tenant_api_key(name);
        let digest = new.digest;
        let keys = PostgresTenantApiKeyStore::new(self.database.clone());
        let key = keys.insert(&home.scope(), new, now()).await.expect("a key is created");
        (key, digest)
    }

    /// A setting of the home's tenant.
    pub async fn setting(&self, home: &Home, name: &str, value: StoredValue) -> StoredSetting {
        let settings = PostgresSettingStore::new(self.database.clone());
        let name = SettingName::new(name).expect("a name");
        let id = SettingId::new(fresh());
        settings
            .put(&home.scope(), id, name, &|_| Ok(value.clone()), now())
            .await
            .expect("a setting is written")
    }

    /// A person who signs up with the code of the home's organization, and the record of that.
    pub async fn referred(&self, home: &Home, name: &str) -> (User, ReferralId) {
        let organizations = PostgresOrganizationStore::new(self.database.clone());
        let found = organizations.find(&home.scope(), home.organization).await;
        let code = found.expect("the store answers").expect("the organization lives").referral_code;
        let (user, id) = (new_user(name), ReferralId::new(fresh()));
        let referral = NewReferral { id, code, masked_email: user.email.masked() };
        let scope = UserScope::for_tests(user.id);
        let registration = Registration { referral: Some(referral), ..registration(user) };
        let users = PostgresUserStore::new(self.database.clone());
        let user = users.register(&scope, registration, now()).await.expect("a person signs up");
        (user, id)
    }

    /// A session of a person, with what its refresh token is found by.
    pub async fn session(&self, user: UserId) -> (SessionId, SecretDigest) {
        let new = new_session(now());
        let opened = (new.id, new.refresh_digest);
        let sessions = PostgresSessionStore::new(self.database.clone());
        let scope = UserScope::for_tests(user);
        sessions.open(&scope, new, password_hash(), now()).await.expect("a session is begun");
        opened
    }
}
