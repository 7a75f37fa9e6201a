//! Somebody with a session, a tenant, an organization and a project, and the requests by which they make and end things.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::failure::{Outcome, While as _};
use crate::http::{Answer, Client, Request, delete, get, post, post_json};
use crate::ledger::{Entry, Kind};

const PASSWORD: &str = "analytical engines weave algebraic patterns";

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) email: String,
    /// What authorizes what they do.
    pub(crate) access_token: String,
    pub(crate) organization: String,
    pub(crate) project: String,
}

impl Person {
    /// Signs somebody up, in, and furnishes them.
    pub(crate) async fn sign_up(client: &mut Client, name: &str) -> Outcome<Self> {
        let email = format!("{name}@example.com");
        let account = json!({
            "email": email, "password": PASSWORD, "first_name": name, "last_name": "Lovelace",
            "organization_name": format!("{name}'s engines"),
        });
        client.ask(&post_json("/api/v1/auth/signup", "", &account)).await.expect(201)?;
        let answer = client.ask(&sign_in(&email)).await.expect(200)?;
        let access_token = answer.text("/access_token")?;
        let organizations = client.ask(&get("/api/v1/orgs", &access_token)).await.expect(200)?;
        let organization = organizations.text("/data/0/id")?;
        let path = format!("/api/v1/orgs/{organization}/projects");
        let project = post_json(&path, &access_token, &json!({"name": "engine"}));
        let project = client.ask(&project).await.expect(201)?.text("/id")?;
        Ok(Self { email, access_token, organization, project })
    }

    /// The request that makes something.
    pub(crate) fn makes(&self, kind: Kind) -> Request {
        let bearer = &self.access_token;
        match kind {
            Kind::ApiKey => {
                let body = json!({"name": "key", "resource_type": "inference"});
                post_json(&self.keys(), bearer, &body)
            }
            Kind::Token => {
                let body = json!({"name": "token", "org_id": self.organization});
                post_json("/api/v1/users/me/pats", bearer, &body)
            }
            Kind::Session => sign_in(&self.email),
        }
    }

    /// The request that ends something.
    pub(crate) fn ends(&self, entry: &Entry) -> Request {
        let Entry { id, secret, .. } = entry;
        match entry.kind {
            Kind::ApiKey => self.ends_key(id),
            Kind::Token => delete(&format!("/api/v1/users/me/pats/{id}"), &self.access_token),
            Kind::Session => post("/api/v1/auth/logout", secret),
        }
    }

    /// The request that ends an API key.
    pub(crate) fn ends_key(&self, id: &str) -> Request {
        delete(&format!("{}/{id}", self.keys()), &self.access_token)
    }

    fn keys(&self) -> String {
        format!("/api/v1/orgs/{}/projects/{}/api-keys", self.organization, self.project)
    }
}

/// The request that begins a session.
pub(crate) fn sign_in(email: &str) -> Request {
    post_json("/api/v1/auth/login", "", &json!({"email": email, "password": PASSWORD}))
}

impl Kind {
    /// The status that says that one is made, and that one has ended.
    pub(crate) fn statuses(self) -> (u16, u16) {
        match self {
            Self::ApiKey | Self::Token => (201, 204),
            Self::Session => (200, 200),
        }
    }

    /// The id and the secret in the answer that gives one out.
    pub(crate) fn given(self, answer: &Answer) -> Outcome<(String, String)> {
        match self {
            Self::ApiKey => Ok((answer.text("/id")?, answer.text("/api_key")?)),
            Self::Token => Ok((answer.text("/id")?, answer.text("/bearer")?)),
            Self::Session => {
                let token = answer.text("/access_token")?;
                Ok((session_of(&token)?, token))
            }
        }
    }
}

/// The session that an access token names.
fn session_of(access_token: &str) -> Outcome<String> {
    let claims = access_token.split('.').nth(1).when("find a token's claims")?;
    let claims = URL_SAFE_NO_PAD.decode(claims).when("read a token's claims")?;
    let claims: Value = serde_json::from_slice(&claims).when("read a token's claims")?;
    Ok(claims.get("sid").and_then(Value::as_str).when("find a token's session")?.to_owned())
}
