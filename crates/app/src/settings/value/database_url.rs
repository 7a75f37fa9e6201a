//! Addresses of databases, which may hold a password.

use serde::{Deserialize, Serialize, Serializer};

use super::secret::{MASK, SecretText};

/// The parameters of a query that hold secrets.
const SECRET_PARAMETERS: [&str; 2] = ["password", "sslpassword"];

/// A `postgres://` URL. It prints without its passwords.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct DatabaseUrl(SecretText);

impl DatabaseUrl {
    /// The whole URL.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The URL with every password masked.
    pub(crate) fn masked(&self) -> String {
        let text = mask_login(self.expose());
        match text.split_once('?') {
            Some((address, query)) => {
                let query: Vec<String> = query.split('&').map(mask_parameter).collect();
                format!("{address}?{}", query.join("&"))
            }
            None => text,
        }
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // What was given is not repeated: it may hold a password.
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self(text.into()))
        } else {
            Err("must be a URL such as postgres://user:password@host:5432/database")
        }
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

/// Masks from the first colon to the last `@`: rather too much than too little, should a password hold what must be escaped.
fn mask_login(url: &str) -> String {
    let masked = url.split_once("://").and_then(|(scheme, rest)| {
        let (login, place) = rest.rsplit_once('@')?;
        let (user, _password) = login.split_once(':')?;
        Some(format!("{scheme}://{user}:{MASK}@{place}"))
    });
    masked.unwrap_or_else(|| url.to_owned())
}

fn mask_parameter(parameter: &str) -> String {
    match parameter.split_once('=') {
        Some((name, _value)) if SECRET_PARAMETERS.contains(&name) => format!("{name}={MASK}"),
        Some(_) | None => parameter.to_owned(),
    }
}
