//! The kinds of problem, each with its status, code and headers.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};

/// Seconds after which a request that found no room, or no database, may come again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// What kind of thing went wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// The request can't be understood, or asks for something out of range.
    InvalidRequest,
    /// The password would be guessed.
    WeakPassword,
    /// No organization has the referral code.
    InvalidReferralCode,
    /// No open invitation has the token.
    InvalidInviteToken,
    /// The project has all the API keys that it may have.
    ApiKeyLimitReached,
    /// The tenant has all the settings that it may have.
    SettingLimitReached,
    /// The caller is in a tenant already.
    TenantExists,
    /// The code that was sent is another, or over.
    InvalidCode,
    /// There is no phone number to verify.
    NoPhone,
    /// No credential, or none that holds.
    Unauthorized,
    /// The address or the password is wrong.
    InvalidCredentials,
    /// The refresh token doesn't hold.
    InvalidRefreshToken,
    /// The link to reset a password doesn't hold.
    InvalidResetToken,
    /// The address must be verified first.
    EmailNotVerified,
    /// The caller may not.
    Forbidden,
    /// The caller's credential does not reach this, whatever its owner may do.
    SessionRequired,
    /// There is no such thing, or none that the caller may see.
    NotFound,
    /// This installation has it switched off.
    FeatureDisabled,
    /// The resource doesn't know the method, but knows these.
    MethodNotAllowed(Vec<String>),
    /// The body took too long to arrive.
    RequestTimeout,
    /// What is there is in the way.
    Conflict,
    /// The address has an account.
    EmailTaken,
    /// Another project has the name.
    ProjectNameTaken,
    /// There is no tenant to do it in.
    NoTenant,
    /// The phone number is verified.
    PhoneAlreadyVerified,
    /// Something would be left without anybody to run it.
    SoleOwner,
    /// The person is a member already.
    AlreadyMember,
    /// An organization would be left without an owner.
    LastOwner,
    /// A tenant would be left without anybody to run it.
    LastSuperAdmin,
    /// The body is too large.
    PayloadTooLarge,
    /// The body is of another type.
    UnsupportedMediaType,
    /// It was tried too often; so many seconds later it may be tried again.
    RateLimited(u64),
    /// A fault of ours.
    Internal,
    /// The database, or room, is missing for the moment.
    Unavailable,
}

impl ProblemKind {
    /// The nearest kind for a status that the framework chose by itself.
    pub(crate) fn of_foreign(status: StatusCode) -> Self {
        match status {
            StatusCode::REQUEST_TIMEOUT => Self::RequestTimeout,
            StatusCode::PAYLOAD_TOO_LARGE => Self::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::NOT_FOUND => Self::NotFound,
            status if status.is_client_error() => Self::InvalidRequest,
            _ => Self::Internal,
        }
    }

    /// Its status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::InvalidRequest
            | Self::WeakPassword
            | Self::InvalidReferralCode
            | Self::InvalidInviteToken
            | Self::ApiKeyLimitReached
            | Self::SettingLimitReached
            | Self::TenantExists
            | Self::InvalidCode
            | Self::NoPhone => StatusCode::BAD_REQUEST,
            Self::Unauthorized
            | Self::InvalidCredentials
            | Self::InvalidRefreshToken
            | Self::InvalidResetToken => StatusCode::UNAUTHORIZED,
            Self::EmailNotVerified | Self::Forbidden | Self::SessionRequired => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound | Self::FeatureDisabled => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict
            | Self::EmailTaken
            | Self::ProjectNameTaken
            | Self::NoTenant
            | Self::PhoneAlreadyVerified
            | Self::SoleOwner
            | Self::AlreadyMember
            | Self::LastOwner
            | Self::LastSuperAdmin => StatusCode::CONFLICT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::WeakPassword => "weak_password",
            Self::InvalidReferralCode => "invalid_referral_code",
            Self::InvalidInviteToken => "invalid_invite_token",
            Self::ApiKeyLimitReached => "api_key_limit_reached",
            Self::SettingLimitReached => "setting_limit_reached",
            Self::TenantExists => "tenant_exists",
            Self::InvalidCode => "invalid_code",
            Self::NoPhone => "no_phone",
            Self::Unauthorized => "unauthorized",
            Self::InvalidCredentials => "invalid_credentials",
            Self::InvalidRefreshToken => "invalid_refresh_token",
            Self::InvalidResetToken => "invalid_reset_token",
            Self::EmailNotVerified => "email_not_verified",
            Self::Forbidden => "forbidden",
            Self::SessionRequired => "session_required",
            Self::NotFound => "not_found",
            Self::FeatureDisabled => "feature_disabled",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::RequestTimeout => "request_timeout",
            Self::Conflict => "conflict",
            Self::EmailTaken => "email_taken",
            Self::ProjectNameTaken => "project_name_taken",
            Self::NoTenant => "no_tenant",
            Self::PhoneAlreadyVerified => "phone_already_verified",
            Self::SoleOwner => "sole_owner",
            Self::AlreadyMember => "already_member",
            Self::LastOwner => "last_owner",
            Self::LastSuperAdmin => "last_super_admin",
            Self::PayloadTooLarge => "payload_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::RateLimited(_) => "rate_limited",
            Self::Internal => "internal_error",
            Self::Unavailable => "unavailable",
        }
    }

    /// Its name for OAuth clients (RFC 6749 §5.2).
    pub const fn oauth_error(&self) -> &'static str {
        match self.status() {
            StatusCode::UNAUTHORIZED => "invalid_client",
            StatusCode::INTERNAL_SERVER_ERROR => "server_error",
            StatusCode::SERVICE_UNAVAILABLE => "temporarily_unavailable",
            _ => "invalid_request",
        }
    }

    /// What it says where nothing more particular is to be said.
    pub const fn usual_words(&self) -> &'static str {
        match self {
            Self::InvalidRequest => "some fields are not valid",
            Self::WeakPassword => "this password is too weak",
            Self::InvalidReferralCode => "no organization has this referral code",
            Self::InvalidInviteToken => "this invitation does not hold",
            Self::ApiKeyLimitReached => "this project has all the API keys that it may have",
            Self::SettingLimitReached => "this tenant has all the settings that it may have",
            Self::TenantExists => "you are in a tenant already",
            Self::InvalidCode => "this code is not valid, or not any more",
            Self::NoPhone => "add a phone number first",
            Self::Unauthorized => "a valid credential is needed",
            Self::InvalidCredentials => "the e-mail address or the password is wrong",
            Self::InvalidRefreshToken => "the refresh token is not valid",
            Self::InvalidResetToken => "this link is not valid, or not any more",
            Self::EmailNotVerified => "verify your e-mail address first",
            Self::Forbidden => "this needs a stronger role",
            Self::SessionRequired => {
                "no personal access token or tenant API key does this: sign in, and send the access token"
            }
            Self::NotFound => "there is no such thing here",
            Self::FeatureDisabled => "this is switched off here",
            Self::MethodNotAllowed(_) => "this resource does not know that method",
            Self::RequestTimeout => "the body took too long to arrive",
            Self::Conflict => "what is there is in the way of this",
            Self::EmailTaken => "this e-mail address has an account already",
            Self::ProjectNameTaken => "a project of this organization has this name already",
            Self::NoTenant => "create a tenant first",
            Self::PhoneAlreadyVerified => "this phone number is verified already",
            Self::SoleOwner => "hand over or delete first what only you run",
            Self::AlreadyMember => "this person is a member already",
            Self::LastOwner => "an organization needs an owner; appoint another one first",
            Self::LastSuperAdmin => "a tenant needs a SUPER_ADMIN; appoint another one first",
            Self::PayloadTooLarge => "the body is too large",
            Self::UnsupportedMediaType => "the body must be of another type",
            Self::RateLimited(_) => "too many attempts; wait a while",
            Self::Internal => "something went wrong on our side",
            Self::Unavailable => "try again in a moment",
        }
    }

    /// The headers that go with it.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        match self {
            Self::Unauthorized
            | Self::InvalidCredentials
            | Self::InvalidRefreshToken
            | Self::InvalidResetToken => {
                vec![(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))]
            }
            Self::MethodNotAllowed(methods) => HeaderValue::from_str(&methods.join(", "))
                .map(|allow| vec![(header::ALLOW, allow)])
                .unwrap_or_default(),
            Self::RateLimited(seconds) => vec![(header::RETRY_AFTER, HeaderValue::from(*seconds))],
            Self::Unavailable => vec![(header::RETRY_AFTER, RETRY_AFTER)],
            Self::RequestTimeout => {
                vec![(header::CONNECTION, HeaderValue::from_static("close"))]
            }
            Self::InvalidRequest
            | Self::WeakPassword
            | Self::InvalidReferralCode
            | Self::InvalidInviteToken
            | Self::ApiKeyLimitReached
            | Self::SettingLimitReached
            | Self::TenantExists
            | Self::InvalidCode
            | Self::NoPhone
            | Self::EmailNotVerified
            | Self::Forbidden
            | Self::SessionRequired
            | Self::NotFound
            | Self::FeatureDisabled
            | Self::Conflict
            | Self::EmailTaken
            | Self::ProjectNameTaken
            | Self::NoTenant
            | Self::PhoneAlreadyVerified
            | Self::SoleOwner
            | Self::AlreadyMember
            | Self::LastOwner
            | Self::LastSuperAdmin
            | Self::PayloadTooLarge
            | Self::UnsupportedMediaType
            | Self::Internal => Vec::new(),
        }
    }
}
