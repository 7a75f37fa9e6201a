//! One's own account.

use super::Who::{ProjectAdmin, ProjectMember, TenantAdmin, TenantMember};
use super::{Case, OWN, Taken};

const ME: &str = "/api/v1/users/me";

pub(super) const CASES: &[Case] = &[
    Case::new("POST", "/api/v1/auth/logout", 200).in_session(),
    // A key is nobody; a token is its owner's.
    Case { key: Taken::No, ..Case::new("GET", ME, 200) },
    Case::new("PATCH", ME, 200).sends(r#"{"first_name": "Another"}"#).in_session(),
    // The owner of a tenant can't leave it to nobody.
    Case::new("DELETE", ME, 409)
        .sends(r#"{"password": "correct horse battery staple"}"#)
        .in_session(),
    // Not changed, so that people go on signing in.
    Case::new("PUT", "/api/v1/users/change-password", 400)
        .sends(r#"{"current_password": "correct horse battery staple", "new_password": "a"}"#)
        .in_session(),
    Case::new("POST", "/api/v1/users/add-phone", 200)
        .sends(r#"{"phone_number": "+4915123456789"}"#)
        .in_session(),
    Case::new("POST", "/api/v1/users/verify-phone", 400)
        .sends(r#"{"code": "no code"}"#)
        .in_session(),
    Case::new("POST", "/api/v1/users/resend-phone-verification", 200).in_session(),
    Case::new("GET", "/api/v1/users/me/events", 200).in_session(),
    Case::new("GET", "/api/v1/users/me/tenants", 200).in_session(),
    // To where they are.
    Case::new("POST", "/api/v1/auth/switch-tenant", 200)
        .sends(r#"{"tenant_id": "{tenant_id}"}"#)
        .in_session(),
    Case::new("POST", "/api/v1/invitations/accept", 400)
        .sends(r#"{"invite_token": "no invitation"}"#)
        .in_session(),
    Case::new("GET", "/api/v1/users/me/sessions", 200).in_session(),
    Case::new("DELETE", "/api/v1/users/me/sessions/{session_id}", 204).refuses(OWN).in_session(),
    Case::new("DELETE", "/api/v1/users/me/sessions", 204).in_session(),
    Case::new("GET", "/api/v1/users/me/pats", 200).in_session(),
    // For an organization that one is in, whatever one may do in the tenant.
    Case {
        unknown: (403, "forbidden"),
        ..Case::new("POST", "/api/v1/users/me/pats", 201)
            .sends(r#"{"org_id": "{org_id}", "name": "another"}"#)
            .refuses(&[
                (TenantMember, 403),
                (TenantAdmin, 403),
                (ProjectMember, 403),
                (ProjectAdmin, 403),
            ])
            .in_session()
    },
    Case::new("DELETE", "/api/v1/users/me/pats/{pat_id}", 204).refuses(OWN).in_session(),
];
