//! Things that a path names by one identifier, with nothing around them but who calls.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use tenantry_domain::id::{
    MemberId, PersonalAccessTokenId, ReferralId, SessionId, SettingId, TenantApiKeyId,
};

use super::{nowhere, parameter};
use crate::problem::Problem;

macro_rules! named {
    ($($(#[$meta:meta])* $name:ident($id:ty) by $parameter:literal else $otherwise:expr;)+) => {
        $(
            $(#[$meta])*
            pub(crate) struct $name(pub(crate) $id);

            impl FromRequest for $name {
                type Error = Problem;
                type Future = Ready<Result<Self, Problem>>;

                fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                    ready(parameter(request, $parameter).map(Self).ok_or_else($otherwise))
                }
            }
        )+
    };
}

named! {
    /// The member of the tenant that the path names.
    TenantMemberPath(MemberId) by "id" else nowhere;
    /// The session that the path names.
    SessionPath(SessionId) by "session_id" else nowhere;
    /// The personal access token that the path names.
    PersonalAccessTokenPath(PersonalAccessTokenId) by "pat_id" else nowhere;
    /// The referral that the path names.
    ReferralPath(ReferralId) by "referral_id" else nowhere;
    /// The setting that the path names.
    SettingPath(SettingId) by "id" else no_uuid;
    /// The tenant's API key that the path names.
    TenantApiKeyPath(TenantApiKeyId) by "id" else no_uuid;
}

/// The API that this one replaces answers 400 for these.
fn no_uuid() -> Problem {
    Problem::field("id", "must be a UUID")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::ProblemKind;
    use actix_web::test::TestRequest;

    async fn kind_of<T: FromRequest<Error = Problem>>(parameter: &'static str) -> ProblemKind {
        let request = TestRequest::default().param(parameter, "no-uuid").to_http_request();
        T::extract(&request).await.err().unwrap().kind().clone()
    }

    #[actix_web::test]
    async fn what_is_no_uuid_names_nothing() {
        assert_eq!(kind_of::<TenantMemberPath>("id").await, ProblemKind::NotFound);
        assert_eq!(kind_of::<SessionPath>("session_id").await, ProblemKind::NotFound);
        assert_eq!(kind_of::<PersonalAccessTokenPath>("pat_id").await, ProblemKind::NotFound);
        assert_eq!(kind_of::<ReferralPath>("referral_id").await, ProblemKind::NotFound);
    }

    #[actix_web::test]
    async fn where_the_former_api_called_it_invalid_it_still_is() {
        assert_eq!(kind_of::<SettingPath>("id").await, ProblemKind::InvalidRequest);
        assert_eq!(kind_of::<TenantApiKeyPath>("id").await, ProblemKind::InvalidRequest);
    }
}
