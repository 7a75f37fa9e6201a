//! An answer, and what a test holds it to.

use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

/// An answer with everything in it.
#[derive(Debug, Clone)]
pub struct Answer {
    request: String,
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn read(request: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|error| panic!("{request}: {error:?}"));
        Self { request, status, headers, body: body.into() }
    }

    /// A header's text; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap_or("(no text)"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The JSON body of a success.
    pub fn ok(&self, status: u16) -> Value {
        self.is(status);
        self.json()
    }

    /// Holds the answer to a status.
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// The body of a refusal, held to its form: a code, a sentence, the request's name as in the header, and nothing unknown.
    pub fn refused(&self, status: u16, code: &str) -> Value {
        self.is(status);
        let body = self.json();
        let known = ["code", "message", "details", "request_id", "error"];
        let object = body.as_object().unwrap_or_else(|| panic!("no object: {self}"));
        assert!(object.keys().all(|key| known.contains(&key.as_str())), "{self}");
        assert_eq!(text(object, "code"), code, "{self}");
        assert!(!text(object, "message").is_empty(), "{self}");
        assert!(!self.header("X-Request-Id").is_empty(), "{self}");
        assert_eq!(text(object, "request_id"), self.header("X-Request-Id"), "{self}");
        assert_eq!(self.header("Content-Type"), "application/json", "{self}");
        assert_eq!(self.header("Cache-Control"), "no-store", "{self}");
        let companions =
            [(401, "WWW-Authenticate"), (405, "Allow"), (429, "Retry-After"), (503, "Retry-After")];
        for (status, header) in companions {
            assert!(self.status != status || !self.header(header).is_empty(), "{self}");
        }
        body
    }

    /// Holds the answer to be the refusal of what came too often, and says after how many seconds it may come again.
    pub fn is_too_often(&self) -> u64 {
        self.refused(429, "rate_limited");
        let seconds = self.header("Retry-After").parse();
        seconds.unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// Holds the answer to be a 400 that blames exactly these fields.
    pub fn blames(&self, fields: &[&str]) -> Value {
        let body = self.refused(400, "invalid_request");
        let details = body.get("details").and_then(Value::as_array);
        let blamed: Vec<&str> = details
            .into_iter()
            .flatten()
            .filter_map(|detail| detail.get("field").and_then(Value::as_str))
            .collect();
        assert_eq!(blamed, fields, "{self}");
        body
    }

    /// The body of a refusal without what names the request, to compare two.
    pub fn without_request_id(&self) -> Value {
        let mut body = self.json();
        if let Some(object) = body.as_object_mut() {
            object.remove("request_id");
        }
        body
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { request, status, headers, .. } = self;
        write!(formatter, "{request} answered {status} {headers:?}\n{}", self.text())
    }
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}
