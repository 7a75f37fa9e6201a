//! From bytes to domain values: what every handler's arguments are made of.

mod asker;
mod body;
mod caller;
mod caller_note;
mod credential;
mod fields;
mod for_oauth;
mod form;
mod forwarded;
mod json;
mod moment;
mod origin;
mod page;
mod path;
mod pats_enabled;
mod query;
mod request_name;
mod slice;
mod trusted_proxies;
mod wire;

pub(crate) use asker::Asker;
pub(crate) use caller::{Authenticated, CallingService, InSession};
pub(crate) use caller_note::CallerNote;
pub(crate) use fields::Fields;
pub(crate) use for_oauth::ForOAuth;
pub(crate) use form::Form;
pub(crate) use forwarded::Forwarded;
pub(crate) use json::Json;
pub(crate) use moment::moment;
pub(crate) use origin::SentFrom;
pub(crate) use page::PageQuery;
pub(crate) use path::{
    ApiKeyPath, CredentialPath, InOrganization, InProject, OrganizationMemberPath,
    PersonalAccessTokenPath, ProjectMemberPath, ReferralPath, SessionPath, SettingPath,
    TenantApiKeyPath, TenantMemberPath, place,
};
pub(crate) use pats_enabled::PatsEnabled;
pub(crate) use query::Query;
pub(crate) use request_name::{REQUEST_ID, RequestName};
pub(crate) use slice::SliceQuery;
pub(crate) use trusted_proxies::TrustedProxies;
pub(crate) use wire::{nullable, present};
