//! What an entry tells.

use std::net::IpAddr;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::Trail;
use crate::id::{
    ActorId, ApiKeyId, AuditEventId, InvitationId, MemberId, OrganizationId, PersonalAccessTokenId,
    ProjectId, ReferralId, ServiceCredentialId, SessionId, SettingId, TenantApiKeyId, TenantId,
    UserId,
};

macro_rules! actions {
    ($($(#[$meta:meta])* $action:ident = $name:literal),+ $(,)?) => {
        /// What was done, or tried.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Action {
            $($(#[$meta])* $action),+
        }

        impl Action {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$action),+];

            /// Its name on the wire and in the store: what it concerns, and what happens to that.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => $name),+
                }
            }
        }
    };
}

actions! {
    /// An account was made.
    UserSignUp = "user.sign_up",
    /// A profile was changed.
    UserUpdate = "user.update",
    /// An account was deleted.
    UserDelete = "user.delete",
    /// Somebody signed in, or tried to.
    SessionLogIn = "session.log_in",
    /// Somebody signed out.
    SessionLogOut = "session.log_out",
    /// Somebody ended one of their sessions.
    SessionRevoke = "session.revoke",
    /// Somebody ended all of their sessions but the one at hand.
    SessionRevokeOthers = "session.revoke_others",
    /// A replaced refresh token came back, which ended its session.
    SessionReplay = "session.replay",
    /// A password was changed by its owner.
    PasswordChange = "password.change",
    /// A link to reset a password was sent.
    PasswordRequestReset = "password.request_reset",
    /// A password was reset by such a link.
    PasswordReset = "password.reset",
    /// A code was sent to an e-mail address.
    EmailSendCode = "email.send_code",
    /// An e-mail address was shown to be its owner's.
    EmailVerify = "email.verify",
    /// A phone number was named.
    PhoneAdd = "phone.add",
    /// A code was sent to a phone.
    PhoneSendCode = "phone.send_code",
    /// A phone number was shown to be its owner's.
    PhoneVerify = "phone.verify",
    /// An account was closed for now.
    UserSuspend = "user.suspend",
    /// A closed account was opened again.
    UserReactivate = "user.reactivate",
    /// A tenant was made.
    TenantCreate = "tenant.create",
    /// A tenant was changed.
    TenantUpdate = "tenant.update",
    /// A tenant was deleted.
    TenantDelete = "tenant.delete",
    /// A tenant was closed for now.
    TenantSuspend = "tenant.suspend",
    /// A closed tenant was opened again.
    TenantReactivate = "tenant.reactivate",
    /// A setting was made.
    SettingCreate = "setting.create",
    /// A setting was given another value.
    SettingUpdate = "setting.update",
    /// A setting was removed.
    SettingDelete = "setting.delete",
    /// A tenant's API key was made.
    TenantApiKeyCreate = "tenant_api_key.create",
    /// A tenant's API key was deleted.
    TenantApiKeyDelete = "tenant_api_key.delete",
    /// An organization was made.
    OrganizationCreate = "organization.create",
    /// An organization was changed.
    OrganizationUpdate = "organization.update",
    /// An organization was deleted.
    OrganizationDelete = "organization.delete",
    /// An organization was closed for now.
    OrganizationSuspend = "organization.suspend",
    /// A closed organization was opened again.
    OrganizationReactivate = "organization.reactivate",
    /// The credit for a referral was granted.
    ReferralCredit = "referral.credit",
    /// Somebody was invited.
    InvitationCreate = "invitation.create",
    /// An invitation was sent once more.
    InvitationResend = "invitation.resend",
    /// An invitation was taken back.
    InvitationCancel = "invitation.cancel",
    /// An invitation was accepted.
    InvitationAccept = "invitation.accept",
    /// Somebody became a member.
    MemberAdd = "member.add",
    /// A member got another role.
    MemberChangeRole = "member.change_role",
    /// A member was taken out, or left.
    MemberRemove = "member.remove",
    /// A session was made to act in another tenant.
    SessionSwitchTenant = "session.switch_tenant",
    /// A project was made.
    ProjectCreate = "project.create",
    /// A project was changed.
    ProjectUpdate = "project.update",
    /// A project was deleted.
    ProjectDelete = "project.delete",
    /// An API key was made.
    ApiKeyCreate = "api_key.create",
    /// An API key was revoked.
    ApiKeyRevoke = "api_key.revoke",
    /// A personal access token was made.
    PersonalAccessTokenCreate = "personal_access_token.create",
    /// A personal access token was revoked, by its owner, by who runs the organization, or because its owner left.
    PersonalAccessTokenRevoke = "personal_access_token.revoke",
    /// The credential of another service was made.
    ServiceCredentialCreate = "service_credential.create",
    /// The credential of another service was revoked.
    ServiceCredentialRevoke = "service_credential.revoke",
    /// What is stored encrypted was encrypted again under another master key.
    MasterKeyRotate = "master_key.rotate",
    /// What a restored backup had brought back was ended again.
    RestoreGuard = "restore.guard",
    /// A request was refused for want of a right.
    RequestRefused = "request.refuse",
}

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was refused.
    Refused,
    /// It was not even looked at: too many had come before.
    Throttled,
}

impl Outcome {
    /// Its name on the wire and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Refused => "refused",
            Self::Throttled => "throttled",
        }
    }
}

/// What it was done to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// An account.
    User(UserId),
    /// A session.
    Session(SessionId),
    /// A tenant.
    Tenant(TenantId),
    /// An organization.
    Organization(OrganizationId),
    /// A project.
    Project(ProjectId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// A personal access token.
    PersonalAccessToken(PersonalAccessTokenId),
    /// A tenant's API key.
    TenantApiKey(TenantApiKeyId),
    /// A setting.
    Setting(SettingId),
    /// A referral.
    Referral(ReferralId),
    /// The credential of another service.
    ServiceCredential(ServiceCredentialId),
    /// An invitation.
    Invitation(InvitationId),
    /// Somebody's place in a tenant, an organization or a project.
    Member(MemberId),
    /// An operation of the API, as in `POST /api/v1/orgs`.
    Operation(String),
}

impl Target {
    /// The name of its kind, on the wire and in the store.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Session(_) => "session",
            Self::Tenant(_) => "tenant",
            Self::Organization(_) => "organization",
            Self::Project(_) => "project",
            Self::ApiKey(_) => "api_key",
            Self::PersonalAccessToken(_) => "personal_access_token",
            Self::TenantApiKey(_) => "tenant_api_key",
            Self::Setting(_) => "setting",
            Self::Referral(_) => "referral",
            Self::ServiceCredential(_) => "service_credential",
            Self::Invitation(_) => "invitation",
            Self::Member(_) => "member",
            Self::Operation(_) => "operation",
        }
    }

    /// Its own name.
    pub fn name(&self) -> String {
        match self {
            Self::User(id) => id.to_string(),
            Self::Session(id) => id.to_string(),
            Self::Tenant(id) => id.to_string(),
            Self::Organization(id) => id.to_string(),
            Self::Project(id) => id.to_string(),
            Self::ApiKey(id) => id.to_string(),
            Self::PersonalAccessToken(id) => id.to_string(),
            Self::TenantApiKey(id) => id.to_string(),
            Self::Setting(id) => id.to_string(),
            Self::Referral(id) => id.to_string(),
            Self::ServiceCredential(id) => id.to_string(),
            Self::Invitation(id) => id.to_string(),
            Self::Member(id) => id.to_string(),
            Self::Operation(name) => name.clone(),
        }
    }
}

/// An entry to be added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAuditEvent {
    /// The tenant whose log tells of it, if one does.
    pub tenant: Option<TenantId>,
    /// The person among whose own events it is.
    pub user: Option<UserId>,
    /// The organization that it happened in.
    pub organization: Option<OrganizationId>,
    /// What was done, or tried.
    pub action: Action,
    /// How it ended.
    pub outcome: Outcome,
    /// What it was done to.
    pub target: Option<Target>,
    /// Who did it, by what, from where.
    pub trail: Trail,
}

/// An entry as it is read. Its words are those that were written, also by a newer build than this one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditEvent {
    /// Names it.
    pub id: AuditEventId,
    /// When it happened.
    pub at: OffsetDateTime,
    /// Who acted: a person, or a tenant's API key.
    pub actor: Option<ActorId>,
    /// By what kind of credential.
    pub credential_kind: Option<String>,
    /// By which one.
    pub credential_id: Option<Uuid>,
    /// What was done, or tried.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// What it was done to: its kind and its name.
    pub target: Option<(String, String)>,
    /// The organization that it happened in.
    pub organization: Option<OrganizationId>,
    /// From which address.
    pub ip: Option<IpAddr>,
    /// By which program.
    pub user_agent: Option<String>,
    /// The request's name.
    pub request_id: Option<String>,
}
