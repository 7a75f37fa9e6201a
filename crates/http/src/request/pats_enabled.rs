//! Requests about personal access tokens, which an installation may do without.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};
use tenantry_domain::access::SessionCaller;
use tenantry_domain::authentication::Authenticator;
use tenantry_domain::personal_access_token::{
    PersonalAccessTokenError, PersonalAccessTokenService,
};

use super::caller::{in_session, services};
use crate::problem::Problem;

/// A caller in a session, and what else the request holds. Of that nothing is read where there are no personal access tokens, so that
/// a request hears of this whatever it holds.
pub(crate) struct PatsEnabled<T>(pub(crate) SessionCaller, pub(crate) T);

impl<T: FromRequest + 'static> FromRequest for PatsEnabled<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let services = services(&request)?;
            let (authenticator, tokens) =
                (&services.authenticator, &services.personal_access_tokens);
            let caller = caller_of_pats(authenticator, tokens, &request).await?;
            let rest = T::from_request(&request, &mut payload).await.map_err(Into::into)?;
            Ok(Self(caller, rest))
        })
    }
}

async fn caller_of_pats(
    authenticator: &Authenticator,
    tokens: &PersonalAccessTokenService,
    request: &HttpRequest,
) -> Result<SessionCaller, Problem> {
    let caller = in_session(authenticator, request).await?;
    if tokens.is_enabled() { Ok(caller) } else { Err(PersonalAccessTokenError::Disabled.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ACCESS_TOKEN, authenticator, bearer, format, minted};
    use crate::problem::ProblemKind;
    use actix_web::test::TestRequest;
    use rstest::rstest;
    use std::sync::Arc;
    use tenantry_domain::clock::MockClock;
    use tenantry_domain::credential::CredentialKind;
    use tenantry_domain::id::MockIds;
    use tenantry_domain::personal_access_token::MockPersonalAccessTokenStore;
    use tenantry_domain::secret::MockSecretSource;

    fn tokens(enabled: bool) -> PersonalAccessTokenService {
        PersonalAccessTokenService::new(
            Arc::new(MockPersonalAccessTokenStore::new()),
            enabled,
            format(),
            Arc::new(MockSecretSource::new()),
            Arc::new(MockIds::new()),
            Arc::new(MockClock::new()),
        )
    }

    #[rstest]
    #[case::off(bearer(ACCESS_TOKEN), false, Some(ProblemKind::FeatureDisabled))]
    #[case::on(bearer(ACCESS_TOKEN), true, None)]
    #[case::nobody(TestRequest::default().to_http_request(), false, Some(ProblemKind::Unauthorized))]
    #[case::a_token(bearer(&minted(CredentialKind::PersonalAccessToken)), false, Some(ProblemKind::SessionRequired))]
    #[actix_web::test]
    async fn where_there_are_none_whoever_is_signed_in_hears_of_that(
        #[case] request: HttpRequest,
        #[case] enabled: bool,
        #[case] refusal: Option<ProblemKind>,
    ) {
        let caller = caller_of_pats(&authenticator(), &tokens(enabled), &request).await;
        assert_eq!(caller.err().map(|problem| problem.kind().clone()), refusal);
    }
}
