//! Access tokens as signed JSON (RFC 7519, RFC 9068), by the keys of the ring.

use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header};
use tenantry_domain::id::SigningKeyId;
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::session::{AccessClaims, AccessTokens, InvalidAccessToken};
use time::{Duration, OffsetDateTime};

use crate::access_token_parts::{TOKEN_TYPE, TokenClaims, TokenHeader};
use crate::checked_tokens::CheckedTokens;
use crate::key_ring::KeyRing;

/// RFC 9068 §2.2 wants to know who asked for the token. There are no other clients: we sign people in ourselves.
const CLIENT: &str = "tenantry";

/// How far another node's clock may be ahead.
const CLOCK_DIFFERENCE: Duration = Duration::seconds(60);

/// Signs access tokens, and checks them.
pub struct AccessTokenSigner {
    keys: Arc<KeyRing>,
    issuer: String,
    audience: String,
    checked: CheckedTokens,
}

impl AccessTokenSigner {
    /// Signs with these keys, in the name of this issuer, for this audience, and believes nothing else.
    pub fn new(keys: Arc<KeyRing>, issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let checked = CheckedTokens::default();
        Self { keys, issuer: issuer.into(), audience: audience.into(), checked }
    }

    /// What a token states that we signed, whether or not it has ended. A signature is checked once: it stays what it is for as
    /// long as its key is believed.
    fn stated(&self, token: &str, now: OffsetDateTime) -> Option<AccessClaims> {
        let name = CheckedTokens::name(token);
        if let Some((key, claims)) = self.checked.find(&name)
            && self.keys.believed_key(key, now).is_some()
        {
            return Some(claims);
        }
        let (key, claims) = self.check(token, now)?;
        self.checked.remember(name, key, claims);
        Some(claims)
    }

    fn check(&self, token: &str, now: OffsetDateTime) -> Option<(SigningKeyId, AccessClaims)> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;

        let header = URL_SAFE_NO_PAD.decode(header).ok()?;
        let header: TokenHeader<'_> = serde_json::from_slice(&header).ok()?;
        if !header.is_ours() {
            return None;
        }
        let key = self.keys.believed_key(identifier(&header.kid)?, now)?;
        let algorithm = Algorithm::ES256;
        let signed =
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key.checking, algorithm);
        if !signed.ok()? {
            return None;
        }

        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let claims: TokenClaims<'_> = serde_json::from_slice(&payload).ok()?;
        if claims.iss != self.issuer || claims.aud != self.audience {
            return None;
        }
        Some((key.id(), stated(&claims)?))
    }
}

impl AccessTokens for AccessTokenSigner {
    fn sign(&self, claims: &AccessClaims) -> Result<PlainSecret, InvalidAccessToken> {
        let key = self.keys.signing_key(claims.issued_at).ok_or(InvalidAccessToken::Foreign)?;
        let header = Header {
            typ: Some(TOKEN_TYPE.to_owned()),
            kid: Some(key.id().to_string()),
            ..Header::new(Algorithm::ES256)
        };
        let claims = TokenClaims {
            iss: self.issuer.as_str().into(),
            aud: self.audience.as_str().into(),
            sub: claims.user.to_string().into(),
            client_id: CLIENT.into(),
            sid: claims.session.to_string().into(),
            tid: claims.tenant.map(|tenant| tenant.to_string().into()),
            jti: claims.id.to_string().into(),
            iat: claims.issued_at.unix_timestamp(),
            exp: claims.expires_at.unix_timestamp(),
        };
        let Ok(token) = jsonwebtoken::encode(&header, &claims, &key.signing) else {
            return Err(InvalidAccessToken::Foreign);
        };
        Ok(PlainSecret::new(token))
    }

    fn verify(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, InvalidAccessToken> {
        let claims = self.stated(token, now).ok_or(InvalidAccessToken::Foreign)?;
        if claims.issued_at > now + CLOCK_DIFFERENCE {
            Err(InvalidAccessToken::Foreign)
        } else if now >= claims.expires_at {
            Err(InvalidAccessToken::Expired)
        } else {
            Ok(claims)
        }
    }
}

fn stated(claims: &TokenClaims<'_>) -> Option<AccessClaims> {
    Some(AccessClaims {
        id: identifier(&claims.jti)?,
        user: identifier(&claims.sub)?,
        session: identifier(&claims.sid)?,
        tenant: match &claims.tid {
            Some(tenant) => Some(identifier(tenant)?),
            None => None,
        },
        issued_at: OffsetDateTime::from_unix_timestamp(claims.iat).ok()?,
        expires_at: OffsetDateTime::from_unix_timestamp(claims.exp).ok()?,
    })
}

fn identifier<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

#[cfg(test)]
mod tests;
