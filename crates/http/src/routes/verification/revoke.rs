//! `POST /api/v1/revoke`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{BodyRefusals, ServerFailures};
use crate::problem::{Problem, ProblemKind};
use crate::request::{Form, SentFrom};
use crate::services::Services;

/// Which credential is to end (RFC 7009 §2.1). Other parameters, such as `token_type_hint`, are ignored.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RevokeRequest {
    /// The credential.
    #[schema(example = "sk-nc-…")]
    token: String,
}

impl RevokeRequest {
    /// The credential. A parameter without a value is as good as none (RFC 6749 §3.1).
    fn token(&self) -> Result<&str, Problem> {
        if self.token.is_empty() {
            Err(Problem::field("token", "is required").for_oauth())
        } else {
            Ok(&self.token)
        }
    }
}

/// Revoke a credential (RFC 7009)
///
/// Whoever holds a credential may end it, so nothing else is asked for. It is dead once this is answered; an access token or a refresh
/// token ends its session. Of what was unknown, or ended before, the answer is the same.
#[utoipa::path(
    tag = "For other services",
    request_body(content = RevokeRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The credential is dead, if it ever lived. No body"),
        BodyRefusals,
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/revoke")]
pub(crate) async fn revoke(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Form(request): Form<RevokeRequest>,
) -> Result<HttpResponse, Problem> {
    let revoked = services.revocation.revoke(request.token()?, &origin).await;
    // Whatever the reason, it may be told again (RFC 7009 §2.2.1).
    revoked.map_err(|error| Problem::of(ProblemKind::Unavailable).because(error).for_oauth())?;
    Ok(HttpResponse::Ok().finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::FromRequest as _;
    use actix_web::http::header::ContentType;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    async fn token(body: &'static str) -> Result<String, Problem> {
        let request =
            TestRequest::post().insert_header(ContentType::form_url_encoded()).set_payload(body);
        let (request, mut payload) = request.to_http_parts();
        let Form(request) = Form::<RevokeRequest>::from_request(&request, &mut payload).await?;
        request.token().map(str::to_owned)
    }

    #[rstest]
    #[case("token=sk-nc-a")]
    #[case("token_type_hint=refresh_token&token=sk-nc-a&x=1&x=2")]
    #[actix_web::test]
    async fn of_the_parameters_the_token_alone_matters(#[case] body: &'static str) {
        assert_eq!(token(body).await.unwrap(), "sk-nc-a");
    }

    #[rstest]
    #[case::nothing("")]
    #[case::no_value("token=")]
    #[case::a_hint_alone("token_type_hint=access_token")]
    #[case::twice("token=a&token=b")]
    #[actix_web::test]
    async fn without_one_token_it_is_refused(#[case] body: &'static str) {
        let problem = token(body).await.unwrap_err();
        assert_eq!(problem.kind(), &ProblemKind::InvalidRequest);
        assert_eq!(problem.details().first().map(|detail| &*detail.field), Some("token"));
    }
}
