//! `POST /api/v1/verify`

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::authentication::Presented;
use tenantry_domain::introspection::{Demand, IntrospectionError, IntrospectionService, Verdict};
use utoipa::{Path as _, ToSchema};

use super::claims::ClaimsResponse;
use super::demand::demand;
use super::desk::Desk;
use super::registered::register_at;
use crate::answer::{BodyRefusals, ServerFailures, json};
use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemKind, ProblemResponse};
use crate::request::{Asker, Fields, Json, present};
use crate::server::Issuer;

/// The most KiB that a body may have: so many credentials have room in it.
const LIMIT: usize = 256;

/// The most credentials that are asked about at once.
const MOST: usize = 100;

/// Which credentials are asked about, and what they have to be good for. Either `token` or `tokens` is there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyRequest {
    /// The credential.
    #[serde(default, deserialize_with = "present")]
    #[schema(example = "sk-nc-…", nullable = false)]
    token: Option<String>,
    /// Several credentials, which are answered in this order.
    #[serde(default, deserialize_with = "present")]
    #[schema(min_items = 1, max_items = 100, nullable = false)]
    tokens: Option<Vec<String>>,
    /// What it has to be made for. Only API keys are made for anything, so nothing else serves.
    #[serde(default, deserialize_with = "present")]
    #[schema(example = "inference", nullable = false)]
    resource_type: Option<String>,
    /// The organization that it has to open.
    #[serde(default, deserialize_with = "present")]
    #[schema(format = Uuid, nullable = false)]
    org_id: Option<String>,
    /// The project that it has to open. For other credentials than API keys, `org_id` must name its organization.
    #[serde(default, deserialize_with = "present")]
    #[schema(format = Uuid, nullable = false)]
    project_id: Option<String>,
}

/// Whether a credential serves, and why. All that is known of it if it does.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerdictResponse<'a> {
    valid: bool,
    /// `ok`, or what is wrong: it is `malformed`, `unknown`, `expired` or `revoked`, made for another kind of resource or for none
    /// (`wrong_resource_type`), doesn't open the place (`wrong_scope`), or somebody or something around it is suspended or gone
    /// (`owner_inactive`, `project_inactive`, `org_inactive`, `tenant_inactive`).
    #[schema(example = "ok")]
    reason: &'static str,
    #[serde(flatten)]
    claims: ClaimsResponse<'a>,
}

/// What is known of one credential, or of several in their order.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum VerifyResponse<'a> {
    /// The answer to `token`.
    One(Box<VerdictResponse<'a>>),
    /// The answer to `tokens`.
    Several {
        /// One for each.
        results: Vec<VerdictResponse<'a>>,
    },
}

/// The credentials that are asked about.
#[derive(PartialEq, Eq)]
enum Tokens {
    One(String),
    Several(Vec<String>),
}

impl Tokens {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::One(token) => vec![token],
            Self::Several(tokens) => tokens.iter().map(String::as_str).collect(),
        }
    }
}

impl VerifyRequest {
    fn parse(self) -> Result<(Tokens, Demand), Problem> {
        let mut fields = Fields::default();
        let tokens = match (self.token, self.tokens) {
            (Some(token), None) => Some(Tokens::One(token)),
            (None, Some(tokens)) => {
                let fits = (1..=MOST).contains(&tokens.len());
                let tokens = if fits { Ok(tokens) } else { Err("must be 1 to 100 credentials") };
                fields.check("tokens", tokens).map(Tokens::Several)
            }
            (None, None) => fields.check("token", Err("is required, or else tokens")),
            (Some(_), Some(_)) => fields.check("tokens", Err("must not come along with token")),
        };
        let demand = demand(self.resource_type, self.org_id, self.project_id, &mut fields);
        tokens.zip(demand).ok_or_else(|| fields.problem())
    }
}

impl<'a> VerdictResponse<'a> {
    fn of(verdict: &'a Verdict, issuer: &'a Issuer, metrics: &Metrics) -> Self {
        metrics.count_verdict(verdict);
        let reason = verdict.reason().as_str();
        match verdict {
            Verdict::Valid(credential) => {
                Self { valid: true, reason, claims: ClaimsResponse::of(credential, issuer) }
            }
            Verdict::Invalid(_) => Self { valid: false, reason, claims: ClaimsResponse::default() },
        }
    }
}

/// The operation, below this prefix.
pub(crate) struct Verify(pub(crate) String);

impl HttpServiceFactory for Verify {
    fn register(self, config: &mut AppService) {
        register_at(&self.0, &Self::path(), web::post().to(verify), config);
    }
}

/// Verify credentials, with reasons
///
/// For the platform's other services, which show a service credential as Bearer or as the password of Basic, and for a tenant's own
/// programs, which show its API key in `X-API-Key`: to them, what belongs to other tenants is unknown. Says of one credential or of up
/// to a hundred whether it is good, and for what is demanded; if not, why. Each that is valid counts as a use of it.
#[utoipa::path(
    post,
    path = "/api/v1/verify",
    operation_id = "verify",
    impl_for = Verify,
    tag = "For other services",
    request_body(content = VerifyRequest, examples(
        ("one" = (summary = "One credential", value = json!({"token": "sk-nc-…", "resource_type": "inference"}))),
        ("several" = (summary = "Several credentials", value = json!({"tokens": ["sk-nc-…", "pat-nc-…"]}))),
    )),
    responses(
        (status = 200, description = "What is known of the credential, or of each", body = VerifyResponse, examples(
            ("valid" = (summary = "One that serves", value = json!({
                "valid": true,
                "reason": "ok",
                "token_kind": "api_key",
                "sub": "01890a5d-ac96-774b-bcce-b302099a8057",
                "tenant_id": "01890a5d-ac96-774b-bcce-b302099a8051",
                "org_id": "01890a5d-ac96-774b-bcce-b302099a8052",
                "project_id": "01890a5d-ac96-774b-bcce-b302099a8053",
                "resource_type": "inference",
                "iat": 1_767_225_600,
                "jti": "01890a5d-ac96-774b-bcce-b302099a8057",
                "iss": "https://id.example.com"
            }))),
            ("invalid" = (summary = "One that does not", value = json!({"valid": false, "reason": "revoked"}))),
            ("several" = (summary = "Several", value = json!({"results": [
                {"valid": false, "reason": "expired"},
                {"valid": false, "reason": "unknown"}
            ]}))),
        )),
        BodyRefusals,
        (status = 401, description = "No service credential or tenant API key, or none that holds (`unauthorized`)", body = ProblemResponse),
        (status = 413, description = "The body has more than 256 KiB (`payload_too_large`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("service_credential" = []), ("service_credential_basic" = []), ("tenant_api_key" = [])),
)]
async fn verify(
    at: HttpRequest,
    asker: Asker,
    Json(request): Json<VerifyRequest, LIMIT>,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&at)?;
    let (tokens, demand) = request.parse()?;
    let verdicts = verdicts(desk.introspection(), asker.presented(), &tokens, &demand).await?;
    let told = |verdict| VerdictResponse::of(verdict, &desk.issuer, &desk.metrics);
    let mut results = verdicts.iter().map(told);
    json(&match tokens {
        Tokens::One(_) => {
            let only = results.next().ok_or_else(|| Problem::of(ProblemKind::Internal))?;
            VerifyResponse::One(Box::new(only))
        }
        Tokens::Several(_) => VerifyResponse::Several { results: results.collect() },
    })
}

/// However many look-ups several take, they are waited for no longer than that of one.
async fn verdicts(
    introspection: &IntrospectionService,
    asker: Presented<'_>,
    tokens: &Tokens,
    demand: &Demand,
) -> Result<Vec<Verdict>, IntrospectionError> {
    let texts = tokens.texts();
    let verifying = introspection.verify(asker, &texts, demand);
    match tokens {
        Tokens::One(_) => verifying.await,
        Tokens::Several(_) => tenantry_patience::of_a_request(verifying).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{API_KEY, impatient_introspection, introspection, minted, unknown};
    use rstest::rstest;
    use serde_json::{Value, json};
    use std::sync::Arc;
    use std::time::Duration;
    use tenantry_domain::credential::CredentialKind;
    use tenantry_patience::PATIENCE;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn parse(body: Value) -> Result<(Tokens, Demand), Vec<String>> {
        let request: VerifyRequest = serde_json::from_value(body).unwrap();
        request.parse().map_err(|problem| {
            problem.details().iter().map(|detail| detail.field.clone()).collect()
        })
    }

    #[rstest]
    #[case(json!({"token": "a"}), &["a"])]
    #[case(json!({"tokens": ["a"]}), &["a"])]
    #[case(json!({"tokens": ["a", "b", "a"]}), &["a", "b", "a"])]
    fn one_or_several_are_asked_about_in_their_order(
        #[case] body: Value,
        #[case] expected: &[&str],
    ) {
        let Ok((tokens, demand)) = parse(body) else { panic!("refused") };
        assert_eq!(tokens.texts(), expected);
        assert_eq!(demand, Demand::default());
    }

    #[test]
    fn what_is_demanded_is_understood() {
        let body =
            json!({"tokens": vec!["a"; 100], "resource_type": "x", "org_id": ID, "project_id": ID});
        let Ok((tokens, demand)) = parse(body) else { panic!("refused") };
        assert_eq!(tokens.texts().len(), 100);
        assert_eq!(demand.resource_type.as_deref(), Some("x"));
        assert_eq!(demand.organization.map(|id| id.to_string()).as_deref(), Some(ID));
        assert_eq!(demand.project.map(|id| id.to_string()).as_deref(), Some(ID));
    }

    #[rstest]
    #[case::nothing(json!({}), &["token"])]
    #[case::both(json!({"token": "a", "tokens": ["b"]}), &["tokens"])]
    #[case::none_of_several(json!({"tokens": []}), &["tokens"])]
    #[case::too_many(json!({"tokens": vec!["a"; 101]}), &["tokens"])]
    #[case::ids(json!({"token": "a", "org_id": "one", "project_id": ""}), &["org_id", "project_id"])]
    fn what_is_out_of_range_is_named(#[case] body: Value, #[case] fields: &[&str]) {
        assert_eq!(parse(body).err().unwrap(), fields);
    }

    #[rstest]
    #[case(json!({"token": "a", "admin": true}))]
    #[case(json!({"token": null}))]
    #[case(json!({"token": "a", "resource_type": null}))]
    fn what_is_not_understood_is_refused(#[case] body: Value) {
        assert!(serde_json::from_value::<VerifyRequest>(body).is_err());
    }

    #[actix_web::test]
    async fn a_look_up_has_its_own_patience_and_several_have_one_together() {
        let service = minted(CredentialKind::ServiceCredential);
        let asker = || Presented::Bearer(&service);
        let told = Arc::default();
        let introspection = impatient_introspection(Arc::clone(&told));
        let key = || unknown(CredentialKind::ApiKey);
        for tokens in [Tokens::One(key()), Tokens::Several(vec![key(), key()])] {
            let demand = Demand::default();
            verdicts(&introspection, asker(), &tokens, &demand).await.unwrap();
        }
        assert_eq!(*told.lock().unwrap(), [Duration::MAX, PATIENCE, PATIENCE]);
    }

    #[actix_web::test]
    async fn each_is_answered_with_its_reason_and_counted() {
        let service = minted(CredentialKind::ServiceCredential);
        let (good, bad) = (minted(CredentialKind::ApiKey), unknown(CredentialKind::ApiKey));
        let asked = introspection();
        let verdicts =
            asked.verify(Presented::Bearer(&service), &[&good, &bad], &Demand::default()).await;
        let (issuer, metrics) = (Issuer("https://id.example".to_owned()), Metrics::default());
        let verdicts = verdicts.unwrap();
        let told = verdicts.iter().map(|verdict| {
            serde_json::to_value(VerdictResponse::of(verdict, &issuer, &metrics)).unwrap()
        });
        let [first, second] = told.collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((&first["valid"], &first["reason"]), (&json!(true), &json!("ok")));
        assert_eq!(first["jti"], json!(API_KEY.uuid()));
        assert_eq!(first["iss"], "https://id.example");
        assert_eq!(second, json!({"valid": false, "reason": "unknown"}));
        let text = metrics.render().unwrap();
        for line in [
            r#"tenantry_credential_verifications_total{kind="api_key",outcome="active"} 1"#,
            r#"tenantry_credential_verifications_total{kind="unknown",outcome="inactive"} 1"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
