//! What the handlers call.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::api_key::ApiKeyService;
use tenantry_domain::audit::AuditService;
use tenantry_domain::authentication::Authenticator;
use tenantry_domain::id::OrganizationId;
use tenantry_domain::introspection::IntrospectionService;
use tenantry_domain::inventory::InventoryService;
use tenantry_domain::invitation::InvitationService;
use tenantry_domain::membership::{MembershipService, ProjectMembershipService, WholeTenant};
use tenantry_domain::organization::OrganizationService;
use tenantry_domain::password::PasswordService;
use tenantry_domain::personal_access_token::PersonalAccessTokenService;
use tenantry_domain::project::ProjectService;
use tenantry_domain::readiness::Readiness;
use tenantry_domain::referral::ReferralService;
use tenantry_domain::revocation::RevocationService;
use tenantry_domain::session::SessionService;
use tenantry_domain::setting::SettingService;
use tenantry_domain::signing_key::PublishedKeys;
use tenantry_domain::tenant::TenantService;
use tenantry_domain::tenant_api_key::TenantApiKeyService;
use tenantry_domain::user::UserService;
use tenantry_domain::verification::VerificationService;

/// What this node remembers of credentials, and forgets with a delay.
#[async_trait]
pub trait CatchUp: Send + Sync {
    /// Returns once nothing is answered from memory that a change made before this call contradicts.
    async fn catch_up(&self);
}

/// The services behind the API, wired by whoever starts it.
pub struct Services {
    /// Accounts.
    pub users: UserService,
    /// Passwords, changed and forgotten.
    pub passwords: PasswordService,
    /// E-mail addresses and phone numbers, shown to be their owners'.
    pub verification: VerificationService,
    /// Sessions.
    pub sessions: SessionService,
    /// Who calls.
    pub authenticator: Authenticator,
    /// Tenants.
    pub tenants: TenantService,
    /// What tenants keep for the platform's services.
    pub settings: SettingService,
    /// The API keys of tenants.
    pub tenant_api_keys: TenantApiKeyService,
    /// Who is in a tenant.
    pub tenant_members: MembershipService<WholeTenant>,
    /// Organizations.
    pub organizations: OrganizationService,
    /// Who is in an organization.
    pub organization_members: MembershipService<OrganizationId>,
    /// Who signed up with an organization's code.
    pub referrals: ReferralService,
    /// Every credential that opens something in an organization.
    pub inventory: InventoryService,
    /// Projects.
    pub projects: ProjectService,
    /// Who is in a project.
    pub project_members: ProjectMembershipService,
    /// Invitations, for those who have one.
    pub invitations: InvitationService,
    /// Personal access tokens.
    pub personal_access_tokens: PersonalAccessTokenService,
    /// API keys.
    pub api_keys: ApiKeyService,
    /// The audit log.
    pub audit: AuditService,
    /// Answers to the platform's other services.
    pub introspection: IntrospectionService,
    /// The end of credentials, by whoever holds them.
    pub revocation: RevocationService,
    /// What this node remembers, which obeys a change before its answer goes out.
    pub memory: Arc<dyn CatchUp>,
    /// The public parts of the keys that sign access tokens.
    pub published_keys: Arc<dyn PublishedKeys>,
    /// Whether the installation can serve.
    pub readiness: Arc<dyn Readiness>,
}
