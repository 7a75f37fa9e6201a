//! What an access token consists of on the wire (RFC 9068 §2).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The type that sets access tokens apart from every other signed token (RFC 9068 §2.1).
pub(crate) const TOKEN_TYPE: &str = "at+jwt";

/// The one algorithm there is.
pub(crate) const ALGORITHM: &str = "ES256";

/// What our tokens' headers say, and nothing more: one that names keys of its own (`jku`, `jwk`, `x5u`, `x5c`) or makes
/// demands (`crit`) is not ours (RFC 8725 §3.10).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenHeader<'a> {
    #[serde(borrow)]
    typ: Cow<'a, str>,
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) kid: Cow<'a, str>,
}

impl TokenHeader<'_> {
    /// Whether it is that of an access token, signed as ours are.
    pub(crate) fn is_ours(&self) -> bool {
        // Media types compare without case, and may leave out `application/` (RFC 7515 §4.1.9).
        let subtype = match self.typ.split_once('/') {
            Some((kind, subtype)) if kind.eq_ignore_ascii_case("application") => subtype,
            Some(_) => return false,
            None => &*self.typ,
        };
        self.alg == ALGORITHM && subtype.eq_ignore_ascii_case(TOKEN_TYPE)
    }
}

/// The claims.
#[derive(Serialize, Deserialize)]
pub(crate) struct TokenClaims<'a> {
    #[serde(borrow)]
    pub(crate) iss: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) aud: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) sub: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) client_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) sid: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) jti: Cow<'a, str>,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
}
