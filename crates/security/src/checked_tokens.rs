//! Access tokens whose signatures were found to be ours. Checking one costs more than anything else that is done about a request.

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use quick_cache::sync::Cache;
use tenantry_domain::id::SigningKeyId;
use tenantry_domain::session::AccessClaims;

/// About 15 MB of them. Those that are not used make room.
const MOST: usize = 100_000;

/// What a token is remembered by, in place of the token itself.
pub(crate) type TokenName = [u8; SHA256_OUTPUT_LEN];

/// What was signed by which key. Only what is ours is remembered, so that nobody can fill it with what they make up.
pub(crate) struct CheckedTokens(Cache<TokenName, (SigningKeyId, AccessClaims)>);

impl CheckedTokens {
    pub(crate) fn name(token: &str) -> TokenName {
        let mut name = TokenName::default();
        for (to, from) in name.iter_mut().zip(digest(&SHA256, token.as_bytes()).as_ref()) {
            *to = *from;
        }
        name
    }

    pub(crate) fn find(&self, name: &TokenName) -> Option<(SigningKeyId, AccessClaims)> {
        self.0.get(name)
    }

    pub(crate) fn remember(&self, name: TokenName, key: SigningKeyId, claims: AccessClaims) {
        self.0.insert(name, (key, claims));
    }
}

impl Default for CheckedTokens {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}
