//! A client of the API that hides nothing of it.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::{Duration, Instant};

use reqwest::{Method, redirect};
use serde_json::Value;

use crate::answer::Answer;
use crate::patience::PATIENCE;

/// How long a request waits that comes again.
const PAUSE: Duration = Duration::from_millis(100);

/// Where the whole workspace is built, the client comes with TLS, which it has no use for and wants a provider for all the same.
fn choose_cryptography() {
    // All but the first find one chosen.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
}

/// How a client shows its credential.
#[derive(Clone)]
enum Shown {
    Bearer(String),
    ApiKey(String),
}

/// Speaks to one server, with one credential or none.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    shown: Option<Shown>,
}

impl Client {
    /// A client of the server at this origin.
    pub fn to(base: &str) -> Self {
        choose_cryptography();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_mins(1))
            .build()
            .expect("the client has no settings that could fail");
        Self { http, base: base.to_owned(), shown: None }
    }

    /// The same with this credential as Bearer.
    pub fn bearing(&self, credential: &str) -> Self {
        Self { shown: Some(Shown::Bearer(credential.to_owned())), ..self.clone() }
    }

    /// The same with this key in `X-API-Key`.
    pub fn with_key(&self, key: &str) -> Self {
        Self { shown: Some(Shown::ApiKey(key.to_owned())), ..self.clone() }
    }

    /// Has the server know of what was changed beside it, as it does before it answers any change: it is asked to end what nobody has.
    /// One that does not answer knows nothing.
    pub(crate) async fn nudges(&self) {
        let url = format!("{}/api/v1/revoke", self.base);
        let form = [("token", "of-nobody")];
        drop(self.http.post(url).form(&form).send().await);
    }

    /// The origin that it speaks to.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The header that it shows its credential in, as a line of a request.
    pub fn credential_line(&self) -> Option<String> {
        self.shown.as_ref().map(|shown| match shown {
            Shown::Bearer(credential) => format!("Authorization: Bearer {credential}\r\n"),
            Shown::ApiKey(key) => format!("X-API-Key: {key}\r\n"),
        })
    }

    /// The host and port that it speaks to.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }
}

/// Who sends requests.
pub trait Requests {
    /// By what they do.
    fn client(&self) -> &Client;

    /// A request of any method.
    fn request(&self, method: &str, path: &str) -> Request {
        let client = self.client();
        let named = Method::from_bytes(method.as_bytes()).expect("a method is a token");
        let builder = client.http.request(named, format!("{}{path}", client.base));
        let request = Request { builder, name: format!("{method} {path}") };
        match &client.shown {
            Some(Shown::Bearer(credential)) => request.bearer(credential),
            Some(Shown::ApiKey(key)) => request.key(key),
            None => request,
        }
    }

    /// `GET`.
    fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }

    /// `POST`, without a body so far.
    fn post(&self, path: &str) -> Request {
        self.request("POST", path)
    }

    /// `PUT`, without a body so far.
    fn put(&self, path: &str) -> Request {
        self.request("PUT", path)
    }

    /// `PATCH`, without a body so far.
    fn patch(&self, path: &str) -> Request {
        self.request("PATCH", path)
    }

    /// `DELETE`.
    fn delete(&self, path: &str) -> Request {
        self.request("DELETE", path)
    }
}

impl Requests for Client {
    fn client(&self) -> &Client {
        self
    }
}

/// A request that is sent when awaited.
pub struct Request {
    builder: reqwest::RequestBuilder,
    name: String,
}

impl Request {
    /// With a header.
    pub fn header(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        Self { builder: self.builder.header(name, value.as_ref()), ..self }
    }

    /// With a credential as Bearer.
    pub fn bearer(self, credential: &str) -> Self {
        self.header("Authorization", format!("Bearer {credential}"))
    }

    /// With a tenant's API key.
    pub fn key(self, key: &str) -> Self {
        self.header("X-API-Key", key)
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        Self { builder: self.builder.json(body), ..self }
    }

    /// With a form as body.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        Self { builder: self.builder.form(fields), ..self }
    }

    /// With these bytes as body, said to be of this type.
    pub fn body(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let request = self.header("Content-Type", media_type);
        Self { builder: request.builder.body(body.into()), ..request }
    }

    /// With parameters behind the question mark.
    pub fn query(self, parameters: &[(&str, &str)]) -> Self {
        Self { builder: self.builder.query(parameters), ..self }
    }

    /// The first answer that is not that it can't be served now: as good clients do, it comes again a moment after such a one.
    pub async fn once_served(self) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.clone().await;
            if answer.status != 503 {
                return answer;
            }
            answer.refused(503, "unavailable");
            assert!(begun.elapsed() < PATIENCE, "{answer}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Clone for Request {
    fn clone(&self) -> Self {
        let builder = self.builder.try_clone().expect("no body is a stream");
        Self { builder, name: self.name.clone() }
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { builder, name } = self;
            match builder.send().await {
                Ok(response) => Answer::read(name, response).await,
                Err(error) => panic!("{name}: no answer: {error:?}"),
            }
        })
    }
}
