//! People who use the API, and what they do with it. What they do succeeds, or the test ends there.

use serde_json::{Value, json};

use crate::client::{Client, Requests};

/// What everybody's password is, unless a test says otherwise.
pub const PASSWORD: &str = "correct horse battery staple";

/// What somebody signs up with.
pub struct SignUp(Value);

impl SignUp {
    /// All that is needed, for somebody of this first name.
    pub fn named(name: &str) -> Self {
        Self(json!({
            "email": format!("{name}@example.com"),
            "password": PASSWORD,
            "first_name": name,
            "last_name": "Lovelace",
        }))
    }

    /// The same with another value in a field.
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields().insert(field.to_owned(), value.into());
        self
    }

    /// The same without a field.
    pub fn without(mut self, field: &str) -> Self {
        self.fields().remove(field);
        self
    }

    /// As it is sent.
    pub fn body(&self) -> &Value {
        &self.0
    }

    fn fields(&mut self) -> &mut serde_json::Map<String, Value> {
        self.0.as_object_mut().expect("it is made as an object")
    }
}

/// Somebody with an account and, unless they have just signed up, a session.
#[derive(Clone)]
pub struct Person {
    client: Client,
    /// Who they are, as their sign-up answered.
    pub account: Value,
    /// What authorizes their requests.
    pub access_token: String,
    /// What renews their session.
    pub refresh_token: String,
}

impl Person {
    /// Somebody who has signed up, and not in.
    pub async fn sign_up(client: &Client, request: SignUp) -> Self {
        let account = client.post("/api/v1/auth/signup").json(request.body()).await.ok(201);
        let (access_token, refresh_token) = (String::new(), String::new());
        Self { client: client.clone(), account, access_token, refresh_token }
    }

    /// The id of their account.
    pub fn id(&self) -> String {
        string(&self.account, "id")
    }

    /// Their address.
    pub fn email(&self) -> String {
        string(&self.account, "email")
    }

    /// The same person in a new session.
    pub async fn signs_in(&self) -> Self {
        self.signs_in_with(PASSWORD).await
    }

    /// The same person in a new session, by another password than usual.
    pub async fn signs_in_with(&self, password: &str) -> Self {
        let body = json!({"email": self.email(), "password": password});
        let tokens = self.client.post("/api/v1/auth/login").json(&body).await.ok(200);
        self.with_tokens(&tokens)
    }

    /// The same person in the same session, with its next tokens.
    pub async fn refreshes(&self) -> Self {
        let body = json!({"refresh_token": self.refresh_token});
        let tokens = self.client.post("/api/v1/auth/refresh").json(&body).await.ok(200);
        self.with_tokens(&tokens)
    }

    /// The same person with the tokens of an answer.
    pub fn with_tokens(&self, tokens: &Value) -> Self {
        let access_token = string(tokens, "access_token");
        Self {
            client: self.client.bearing(&access_token),
            account: self.account.clone(),
            access_token,
            refresh_token: string(tokens, "refresh_token"),
        }
    }

    /// Ends their session.
    pub async fn signs_out(&self) {
        self.post("/api/v1/auth/logout").await.ok(200);
    }

    /// Makes a tenant.
    pub async fn creates_tenant(&self, name: &str) -> Value {
        self.post("/api/tenant").json(&json!({"name": name})).await.ok(201)
    }

    /// The id of the tenant that their session acts in.
    pub async fn tenant(&self) -> String {
        string(&self.get("/api/tenant").await.ok(200), "id")
    }

    /// The organization that they joined last.
    pub async fn organization(&self) -> Organization {
        let page = self.get("/api/v1/orgs").await.ok(200);
        let newest = page.pointer("/data/0").expect("they belong to an organization");
        Organization { id: string(newest, "id") }
    }

    /// Makes an organization.
    pub async fn creates_organization(&self, name: &str) -> Organization {
        let made = self.post("/api/v1/orgs").json(&json!({"name": name})).await.ok(201);
        Organization { id: string(&made, "id") }
    }

    /// Makes a project.
    pub async fn creates_project(&self, organization: &Organization, name: &str) -> Project {
        let body = json!({"name": name});
        let made = self.post(&organization.path("/projects")).json(&body).await.ok(201);
        Project { organization: organization.clone(), id: string(&made, "id") }
    }

    /// Makes an API key for inference.
    pub async fn creates_api_key(&self, project: &Project, name: &str) -> ApiKey {
        let body = json!({"name": name, "resource_type": "inference"});
        let made = self.post(&project.path("/api-keys")).json(&body).await.ok(201);
        ApiKey {
            project: project.clone(),
            id: string(&made, "id"),
            secret: string(&made, "api_key"),
        }
    }

    /// Ends an API key.
    pub async fn deletes(&self, key: &ApiKey) {
        self.delete(&key.path()).await.is(204);
    }
}

impl Requests for Person {
    fn client(&self) -> &Client {
        &self.client
    }
}

/// An organization's name for the API.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Its id.
    pub id: String,
}

impl Organization {
    /// The path of something below it.
    pub fn path(&self, below: &str) -> String {
        format!("/api/v1/orgs/{}{below}", self.id)
    }
}

/// A project's name for the API.
#[derive(Clone, Debug)]
pub struct Project {
    /// Where it lies.
    pub organization: Organization,
    /// Its id.
    pub id: String,
}

impl Project {
    /// The path of something below it.
    pub fn path(&self, below: &str) -> String {
        self.organization.path(&format!("/projects/{}{below}", self.id))
    }
}

/// An API key with its secret.
#[derive(Clone)]
pub struct ApiKey {
    /// Where it lies.
    pub project: Project,
    /// Its id.
    pub id: String,
    /// What is presented.
    pub secret: String,
}

impl ApiKey {
    /// Its path.
    pub fn path(&self) -> String {
        self.project.path(&format!("/api-keys/{}", self.id))
    }
}

pub(crate) fn string(object: &Value, key: &str) -> String {
    let value = object.get(key).and_then(Value::as_str);
    value.unwrap_or_else(|| panic!("no text `{key}` in {object}")).to_owned()
}
