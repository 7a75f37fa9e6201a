//! Who asks about a credential.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use tenantry_domain::authentication::Presented;

use super::credential::{Shown, shown};
use crate::problem::{Problem, ProblemKind};

/// The credential of who asks: another service's as Bearer or as the password of Basic, or a tenant's API key in `X-API-Key`.
pub(crate) struct Asker(Shown);

impl Asker {
    /// The credential, as it is to be believed or not.
    pub(crate) fn presented(&self) -> Presented<'_> {
        match &self.0 {
            Shown::Bearer(credential) | Shown::BasicPassword(credential) => {
                Presented::Bearer(credential)
            }
            Shown::ApiKeyHeader { key, prefix } => {
                Presented::TenantApiKey { key, prefix: prefix.as_deref() }
            }
        }
    }
}

impl FromRequest for Asker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(shown(request).and_then(|shown| {
            shown.map(Self).ok_or_else(|| Problem::of(ProblemKind::Unauthorized))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    async fn asker(headers: &[(&'static str, &str)]) -> Result<Asker, Problem> {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, header| request.append_header(*header));
        Asker::from_request(&request.to_http_request(), &mut Payload::None).await
    }

    #[rstest]
    #[case::bearer(("authorization", "Bearer the-credential"))]
    #[case::basic(("authorization", "Basic bmFtZTp0aGUtY3JlZGVudGlhbA=="))]
    #[actix_web::test]
    async fn a_service_shows_its_credential_as_bearer_or_as_a_password(
        #[case] header: (&'static str, &str),
    ) {
        let asker = asker(&[header]).await.unwrap_or_else(|problem| panic!("{problem}"));
        assert!(matches!(asker.presented(), Presented::Bearer("the-credential")));
    }

    #[actix_web::test]
    async fn a_tenants_key_comes_with_what_it_is_said_to_begin_with() {
        let headers = [("x-api-key", "the-key"), ("x-app-id", "the")];
        let asker = asker(&headers).await.unwrap_or_else(|problem| panic!("{problem}"));
        let presented = asker.presented();
        assert!(matches!(
            presented,
            Presented::TenantApiKey { key: "the-key", prefix: Some("the") }
        ));
    }

    #[rstest]
    #[case::nothing(&[], &ProblemKind::Unauthorized)]
    #[case::two(&[("authorization", "Bearer a"), ("x-api-key", "b")], &ProblemKind::InvalidRequest)]
    #[actix_web::test]
    async fn who_shows_no_credential_or_two_is_refused(
        #[case] headers: &[(&'static str, &str)],
        #[case] expected: &ProblemKind,
    ) {
        let refused = asker(headers).await.err();
        assert_eq!(refused.as_ref().map(Problem::kind), Some(expected));
    }
}
