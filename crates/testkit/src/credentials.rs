//! The credentials that people make for programs, as those programs use them.

use serde_json::{Value, json};

use crate::client::{Client, Requests};
use crate::person::{Organization, Person, string};

/// A token that acts for its owner in one organization.
#[derive(Clone)]
pub struct PersonalAccessToken {
    client: Client,
    /// Its id.
    pub id: String,
    /// What is presented.
    pub secret: String,
}

impl PersonalAccessToken {
    /// The path by which its owner ends it.
    pub fn path(&self) -> String {
        format!("/api/v1/users/me/pats/{}", self.id)
    }
}

impl Requests for PersonalAccessToken {
    fn client(&self) -> &Client {
        &self.client
    }
}

/// A key that acts for a tenant.
#[derive(Clone)]
pub struct TenantKey {
    client: Client,
    /// Its id.
    pub id: String,
    /// What is presented.
    pub secret: String,
    /// How it begins.
    pub prefix: String,
}

impl TenantKey {
    /// Its path.
    pub fn path(&self) -> String {
        format!("/api/tenant-api-key/{}", self.id)
    }
}

impl Requests for TenantKey {
    fn client(&self) -> &Client {
        &self.client
    }
}

impl Person {
    /// Makes a token for an organization that they are in.
    pub async fn creates_token(
        &self,
        organization: &Organization,
        name: &str,
    ) -> PersonalAccessToken {
        let body = json!({"org_id": organization.id, "name": name});
        let made = self.post("/api/v1/users/me/pats").json(&body).await.ok(201);
        let secret = string(&made, "bearer");
        let client = self.client().bearing(&secret);
        PersonalAccessToken { client, id: string(&made, "id"), secret }
    }

    /// Makes a key of the tenant that their session acts in.
    pub async fn creates_tenant_key(&self, name: &str) -> TenantKey {
        let body = json!({"name": name});
        let made = self.post("/api/tenant-api-key").json(&body).await.ok(201);
        let secret = string(&made, "apiKey");
        let client = self.client().with_key(&secret);
        TenantKey { client, id: string(&made, "id"), secret, prefix: string(&made, "prefix") }
    }

    /// Writes a setting of the tenant that their session acts in, and says what it is now.
    pub async fn sets(&self, name: &str, value: &str) -> Value {
        let body = json!({"name": name, "value": value});
        let answer = self.post("/api/tenant-setting").json(&body).await;
        assert!([200, 201].contains(&answer.status), "{answer}");
        answer.json()
    }
}
