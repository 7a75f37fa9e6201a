//! Bodies as forms, which OAuth speaks. Unknown parameters are ignored, repeated ones refused (RFC 6749 §3.1, §3.2).

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt as _;
use futures_util::future::Map;
use serde::de::value::{Error, MapDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::body::{self, Reading};
use super::fields::complaint;
use crate::problem::Problem;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// A request's body, read as `application/x-www-form-urlencoded`.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Map<Reading, fn(Result<Bytes, Problem>) -> Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        body::read(request, payload, MEDIA_TYPE, body::USUAL_LIMIT).map(parse)
    }
}

fn parse<T: DeserializeOwned>(body: Result<Bytes, Problem>) -> Result<Form<T>, Problem> {
    let body = body.map_err(Problem::for_oauth)?;
    // Credentials are spelt in letters that stand for themselves.
    let read = match plain(&body) {
        Some(text) => T::deserialize(MapDeserializer::new(pairs(text))),
        None => serde_urlencoded::from_bytes(&body),
    };
    read.map(Form).map_err(|error| complaint(".", &error.to_string()).for_oauth())
}

/// The body as a text in which nothing is encoded.
fn plain(body: &[u8]) -> Option<&str> {
    let stand_for_themselves = body.is_ascii() && !body.iter().any(|byte| b"%+".contains(byte));
    std::str::from_utf8(body).ok().filter(|_| stand_for_themselves)
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, Part<'_>)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, text)| (name, Part(text)))
}

/// A value, which is a text, and which may be one that need not be there.
struct Part<'a>(&'a str);

impl<'de> IntoDeserializer<'de> for Part<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde::Deserialize;

    #[derive(Deserialize, PartialEq, Debug)]
    struct Asked {
        token: String,
        token_type_hint: Option<String>,
    }

    fn told(read: Result<Asked, Error>) -> Result<Asked, String> {
        read.map_err(|error| error.to_string())
    }

    #[rstest]
    #[case("token=sk-nc-a")]
    #[case("&token_type_hint=access_token&&token=a=b&")]
    #[case("token")]
    #[case("token=a&token=a")]
    #[case("token_type_hint=a")]
    #[case("")]
    #[case("=")]
    fn what_is_not_encoded_is_read_as_if_it_could_be(#[case] text: &str) {
        let plainly =
            told(Asked::deserialize(MapDeserializer::new(pairs(plain(text.as_bytes()).unwrap()))));
        assert_eq!(plainly, told(serde_urlencoded::from_str(text)));
    }

    #[rstest]
    #[case("token=a%2Db", "a-b")]
    #[case("token=a+b", "a b")]
    #[case("token=\u{e4}", "\u{e4}")]
    fn what_may_be_encoded_is_decoded(#[case] text: &'static str, #[case] token: &str) {
        assert_eq!(plain(text.as_bytes()), None);
        let Form(asked) = parse::<Asked>(Ok(Bytes::from_static(text.as_bytes()))).unwrap();
        assert_eq!(asked.token, token);
    }
}
