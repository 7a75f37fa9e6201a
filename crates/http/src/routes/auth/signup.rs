//! `POST /api/v1/auth/signup`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::organization::OrganizationName;
use tenantry_domain::secret::PlainSecret;
use tenantry_domain::user::{EmailAddress, PersonName, SignUp};
use utoipa::ToSchema;

use crate::answer::{BodyRefusals, ServerFailures, ThrottleRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, Json, SentFrom};
use crate::routes::me::UserResponse;
use crate::services::Services;

/// Who signs up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpRequest {
    /// The address to sign in with; case makes no difference.
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    /// 8 to 128 characters of any kind, and none of the passwords that are tried first.
    #[schema(example = "correct horse battery staple", min_length = 8, max_length = 128)]
    password: String,
    #[schema(example = "Ada", min_length = 1, max_length = 50)]
    first_name: String,
    #[schema(example = "Lovelace", min_length = 1, max_length = 50)]
    last_name: String,
    #[schema(min_length = 1, max_length = 50)]
    middle_name: Option<String>,
    /// Also makes a tenant and its first organization of this name, owned by the new person.
    #[schema(example = "Analytical Engines", min_length = 1, max_length = 100)]
    organization_name: Option<String>,
    /// The code of the organization that brought the person.
    #[schema(example = "K7Q2M9XW4B")]
    referral_code: Option<String>,
    /// What the link of an invitation has behind `#token=`, for the address that it was sent to; not together with `organization_name`.
    #[schema(example = "inv-nc-…")]
    invite_token: Option<String>,
}

impl SignUpRequest {
    fn parse(self) -> Result<SignUp, Problem> {
        let mut fields = Fields::default();
        let email = fields.check("email", EmailAddress::new(&self.email));
        let first_name = fields.check("first_name", PersonName::new(self.first_name));
        let last_name = fields.check("last_name", PersonName::new(self.last_name));
        let middle_name = fields.optional("middle_name", self.middle_name, PersonName::new);
        let organization_name =
            fields.optional("organization_name", self.organization_name, OrganizationName::new);
        let all = (email, first_name, last_name, middle_name, organization_name);
        let (
            Some(email),
            Some(first_name),
            Some(last_name),
            Some(middle_name),
            Some(organization_name),
        ) = all
        else {
            return Err(fields.problem());
        };
        Ok(SignUp {
            email,
            password: PlainSecret::new(self.password),
            first_name,
            middle_name,
            last_name,
            organization_name,
            referral_code: self.referral_code,
            invite_token: self.invite_token.map(PlainSecret::new),
        })
    }
}

/// Sign up
///
/// Makes an account, and sends a code to its address. With `organization_name` it also makes a tenant and its first organization, in
/// the same transaction. With `invite_token` the person is a member of what they were invited to, likewise in the same transaction;
/// their address is verified by that, and no code is sent.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = SignUpRequest,
    responses(
        (status = 201, description = "The account", body = UserResponse),
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or `weak_password`, `invalid_referral_code`, `invalid_invite_token`", body = ProblemResponse),
        (status = 409, description = "The address has an account (`email_taken`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/signup")]
pub(crate) async fn sign_up(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<SignUpRequest>,
) -> Result<HttpResponse, Problem> {
    let user = services.users.sign_up(request.parse()?, &origin).await?;
    Ok(HttpResponse::Created().json(UserResponse::from(user)))
}
