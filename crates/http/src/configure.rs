//! The lists of operations, from which the routes, the table of them and the OpenAPI document come.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa::Path;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::routes::{
    api_key, audit, auth, invitation, me, operations, organization, pages, project, referral,
    setting, tenant, tenant_api_key, verification,
};

/// What operations are entered in.
pub(crate) trait Register {
    /// Enters one.
    fn service<T: Operation>(&mut self, operation: T) -> &mut Self;
}

/// Something that is served at a path, and documented.
pub(crate) trait Operation: HttpServiceFactory + OpenApiFactory + Path + 'static {}

impl<T: HttpServiceFactory + OpenApiFactory + Path + 'static> Operation for T {}

/// The OpenAPI document. To make it costs as much as the rest of a start, so that it is not made along with the routes.
impl Register for ServiceConfig<'_> {
    fn service<T: Operation>(&mut self, operation: T) -> &mut Self {
        ServiceConfig::service(self, operation)
    }
}

/// The routes.
impl Register for web::ServiceConfig {
    fn service<T: Operation>(&mut self, operation: T) -> &mut Self {
        web::ServiceConfig::service(self, operation)
    }
}

/// Adds, below this prefix, what is asked about a credential with each request to a service of the platform. Nothing is in its way that
/// other operations need.
pub(crate) fn verifications(register: &mut impl Register, prefix: &str) {
    let prefix = prefix.to_owned();
    register
        .service(verification::introspect::Introspect(prefix.clone()))
        .service(verification::verify::Verify(prefix.clone()))
        .service(verification::authorize::Authorize(prefix));
}

/// Adds every other operation.
pub(crate) fn operations(register: &mut impl Register) {
    register
        .service(auth::signup::sign_up)
        .service(auth::login::log_in)
        .service(auth::refresh::refresh)
        .service(auth::logout::log_out)
        .service(auth::verify_email::verify_email)
        .service(auth::resend_email_verification::resend_email_verification)
        .service(auth::forgot_password::forgot_password)
        .service(auth::reset_password::reset_password)
        .service(auth::switch_tenant::switch_tenant)
        .service(me::get::get_me)
        .service(me::update::update_me)
        .service(me::delete::delete_me)
        .service(me::change_password::change_password)
        .service(me::add_phone::add_phone)
        .service(me::verify_phone::verify_phone)
        .service(me::resend_phone::resend_phone_verification)
        .service(me::tenants::list_own_tenants)
        .service(me::sessions::list::list_sessions)
        .service(me::sessions::revoke_others::revoke_other_sessions)
        .service(me::sessions::revoke::revoke_session)
        .service(me::pats::list::list_personal_access_tokens)
        .service(me::pats::create::create_personal_access_token)
        .service(me::pats::revoke::revoke_personal_access_token)
        .service(audit::list::list_audit_events)
        .service(audit::own::list_own_events)
        .service(tenant::get::get_tenant)
        .service(tenant::create::create_tenant)
        .service(tenant::update::update_tenant)
        .service(tenant::delete::delete_tenant)
        .service(setting::list::list_settings)
        .service(setting::put::put_setting)
        .service(setting::delete::delete_setting)
        .service(tenant_api_key::list::list_tenant_api_keys)
        .service(tenant_api_key::create::create_tenant_api_key)
        .service(tenant_api_key::delete::delete_tenant_api_key)
        .service(tenant::members::list::list_tenant_members)
        .service(tenant::members::add::add_tenant_member)
        .service(tenant::members::update::change_tenant_member)
        .service(tenant::members::remove::remove_tenant_member)
        .service(organization::list::list_organizations)
        .service(organization::create::create_organization)
        .service(organization::get::get_organization)
        .service(organization::update::update_organization)
        .service(organization::delete::delete_organization)
        .service(organization::credentials::list::list_credentials)
        .service(organization::credentials::revoke::revoke_credential)
        .service(referral::list::list_referrals)
        .service(referral::credit::grant_credit)
        .service(organization::members::list::list_organization_members)
        .service(organization::members::add::add_organization_member)
        .service(organization::members::update::change_organization_member)
        .service(organization::members::remove::remove_organization_member)
        .service(organization::members::resend::resend_invitation)
        .service(invitation::accept::accept_invitation)
        .service(project::list::list_projects)
        .service(project::create::create_project)
        .service(project::get::get_project)
        .service(project::update::update_project)
        .service(project::delete::delete_project)
        .service(project::members::list::list_project_members)
        .service(project::members::add::add_project_member)
        .service(project::members::update::change_project_member)
        .service(project::members::remove::remove_project_member)
        .service(api_key::list::list_api_keys)
        .service(api_key::create::create_api_key)
        .service(api_key::delete::delete_api_key)
        .service(verification::revoke::revoke)
        .service(verification::metadata::metadata)
        .service(verification::jwks::jwks)
        .service(pages::reset_password::reset_password_page)
        .service(pages::accept_invitation::accept_invitation_page)
        .service(operations::health::health)
        .service(operations::ready::ready)
        .service(operations::openapi::openapi)
        .service(operations::docs::docs)
        .service(operations::docs::docs_page)
        .service(operations::docs::docs_file);
}
