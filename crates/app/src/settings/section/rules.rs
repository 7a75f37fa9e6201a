//! What this installation allows, and for how long.

use serde::{Deserialize, Serialize};

use crate::settings::value::{Lifetime, List, Whole, switch};

const DAY: u32 = 86_400;

/// How credentials are spelt.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Credentials {
    /// The second part of their prefix.
    pub(crate) prefix: String,
}

/// Sessions and their tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Tokens {
    /// How long an access token is good.
    pub(crate) access_lifetime: Lifetime<1, DAY>,
    /// How long a session stays renewable that nobody uses.
    pub(crate) refresh_idle_lifetime: Lifetime<1, { 365 * DAY }>,
    /// How long a session lasts at most.
    pub(crate) session_lifetime: Lifetime<1, { 365 * DAY }>,
    /// How long a replaced refresh token is still answered.
    pub(crate) refresh_grace: Lifetime<0, 300>,
    /// How long a key signs.
    pub(crate) signing_key_lifetime: Lifetime<{ 2 * DAY }, { 365 * DAY }>,
    /// Whom access tokens are for.
    pub(crate) audience: Option<String>,
}

/// What a password costs and must be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Passwords {
    /// The fewest characters.
    pub(crate) min_length: Whole<8, 64>,
    /// Memory of one hash, in KiB.
    pub(crate) memory_kib: Whole<19_456, 1_048_576>,
    /// Passes over that memory.
    pub(crate) iterations: Whole<2, 20>,
    /// Lanes.
    pub(crate) parallelism: Whole<1, 16>,
}

/// Signing up and in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Auth {
    /// Whether everybody founds an organization.
    #[serde(deserialize_with = "switch")]
    pub(crate) signup_creates_organization: bool,
    /// Whether an address must be verified.
    #[serde(deserialize_with = "switch")]
    pub(crate) require_verified_email: bool,
    /// Whether people are told of sign-ins from unknown devices.
    #[serde(deserialize_with = "switch")]
    pub(crate) notify_new_device: bool,
    /// How long a code is good.
    pub(crate) code_lifetime: Lifetime<1, DAY>,
    /// How long a link to reset a password is good.
    pub(crate) password_reset_lifetime: Lifetime<1, DAY>,
}

/// How often things may be tried from one network.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Limits {
    /// Wrong passwords in 10 minutes.
    pub(crate) wrong_passwords: Whole<1, 1_000_000>,
    /// Sign-ups in an hour.
    pub(crate) sign_ups: Whole<1, 1_000_000>,
    /// Requests for mail in an hour.
    pub(crate) mail_requests: Whole<1, 1_000_000>,
    /// People whom one tenant puts in or invites, in an hour.
    pub(crate) invitations: Whole<1, 1_000_000>,
}

/// What a node remembers of credentials and sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Memory {
    /// How much room it takes at most.
    pub(crate) mebibytes: Whole<1, 65_536>,
}

/// API keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct ApiKeys {
    /// What a key can be good for.
    pub(crate) resource_types: List<String>,
    /// The most live keys of a project.
    pub(crate) max_per_project: Whole<1, 100_000>,
}

/// Personal access tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct PersonalAccessTokens {
    /// The calls that manage them.
    pub(crate) api: PersonalAccessTokenApi,
}

/// The calls that manage personal access tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct PersonalAccessTokenApi {
    /// Whether there are such calls.
    #[serde(deserialize_with = "switch")]
    pub(crate) enabled: bool,
}
