//! Every refusal and failure as the client sees it. No other module knows a status code of an error.

mod conversions;
mod kind;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

pub use kind::ProblemKind;

/// What is wrong with one field of a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Detail {
    /// The field, or parameter, or header.
    #[schema(example = "name")]
    pub field: String,
    /// What is wrong with it.
    #[schema(example = "must be 1 to 100 characters long")]
    pub message: String,
}

/// The body of every answer that is no success.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemResponse {
    /// What went wrong, for programs.
    #[schema(example = "invalid_request")]
    pub code: &'static str,
    /// What went wrong, for people.
    #[schema(example = "some fields are not valid")]
    pub message: String,
    /// What is wrong with which field, where fields are to blame.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// The request, as the logs name it; also in the header `X-Request-Id`.
    pub request_id: String,
    /// The same for OAuth clients, on endpoints of OAuth (RFC 6749 §5.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
}

/// A refusal or failure on its way to the client.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    kind: ProblemKind,
    message: String,
    details: Vec<Detail>,
    oauth: bool,
    /// For the log alone.
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Problem {
    /// A problem of this kind, told in these words.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), details: Vec::new(), oauth: false, cause: None }
    }

    /// A problem of this kind in its usual words.
    pub fn of(kind: ProblemKind) -> Self {
        let message = kind.usual_words();
        Self::new(kind, message)
    }

    /// Some fields are to blame.
    pub fn fields(details: Vec<Detail>) -> Self {
        Self::of(ProblemKind::InvalidRequest).with(details)
    }

    /// One field is to blame.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![Detail { field: field.into(), message: message.into() }])
    }

    /// The same, naming the field that is to blame.
    pub fn at(mut self, field: &str) -> Self {
        self.details.push(Detail { field: field.to_owned(), message: self.message.clone() });
        self
    }

    /// The same, spelt for a client of OAuth too.
    pub fn for_oauth(self) -> Self {
        Self { oauth: true, ..self }
    }

    /// The same, with its cause for the log.
    pub fn because(self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// The same, saying what is wrong with which field.
    pub fn with(self, details: Vec<Detail>) -> Self {
        Self { details, ..self }
    }

    /// Whether a caller that is known lacked a right.
    pub fn is_want_of_a_right(&self) -> bool {
        self.kind.status() == StatusCode::FORBIDDEN
    }

    /// Which kind it is.
    pub const fn kind(&self) -> &ProblemKind {
        &self.kind
    }

    /// What is wrong with which field.
    pub fn details(&self) -> &[Detail] {
        &self.details
    }

    /// The cause and what is behind it, in a line for the log.
    pub fn causes(&self) -> Option<String> {
        let mut next: Option<&dyn std::error::Error> = Some(&**self.cause.as_ref()?);
        let mut line = Vec::new();
        while let Some(error) = next {
            line.push(error.to_string());
            next = error.source();
        }
        Some(line.join(": "))
    }

    /// The answer to the request of this name.
    pub fn respond(&self, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.kind.status());
        for (name, value) in self.kind.headers() {
            response.insert_header((name, value));
        }
        response.json(ProblemResponse {
            code: self.kind.code(),
            message: self.message.clone(),
            details: self.details.clone(),
            request_id: request_id.to_owned(),
            error: self.oauth.then(|| self.kind.oauth_error()),
        })
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    /// Bare, because the request's name is known to the outermost layer alone, which puts the body in.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.kind.status());
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
