//! The list of operations, from which both the routes and the OpenAPI document come.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::routes::{
    api_key, audit, auth, me, operations, organization, pages, project, tenant, verification,
};

/// Adds every operation.
pub(crate) fn operations(config: &mut ServiceConfig<'_>) {
    config
        .service(auth::signup::sign_up)
        .service(auth::login::log_in)
        .service(auth::refresh::refresh)
        .service(auth::logout::log_out)
        .service(auth::verify_email::verify_email)
        .service(auth::resend_email_verification::resend_email_verification)
        .service(auth::forgot_password::forgot_password)
        .service(auth::reset_password::reset_password)
        .service(me::get::get_me)
        .service(me::update::update_me)
        .service(me::delete::delete_me)
        .service(me::change_password::change_password)
        .service(me::add_phone::add_phone)
        .service(me::verify_phone::verify_phone)
        .service(me::resend_phone::resend_phone_verification)
        .service(me::sessions::list::list_sessions)
        .service(me::sessions::revoke_others::revoke_other_sessions)
        .service(me::sessions::revoke::revoke_session)
        .service(audit::list::list_audit_events)
        .service(audit::own::list_own_events)
        .service(tenant::get::get_tenant)
        .service(tenant::create::create_tenant)
        .service(organization::list::list_organizations)
        .service(organization::create::create_organization)
        .service(organization::get::get_organization)
        .service(organization::update::update_organization)
        .service(project::list::list_projects)
        .service(project::create::create_project)
        .service(project::get::get_project)
        .service(project::update::update_project)
        .service(project::delete::delete_project)
        .service(api_key::list::list_api_keys)
        .service(api_key::create::create_api_key)
        .service(api_key::delete::delete_api_key)
        .service(verification::introspect::introspect)
        .service(verification::jwks::jwks)
        .service(pages::reset_password::reset_password_page)
        .service(operations::health::health)
        .service(operations::ready::ready)
        .service(operations::openapi::openapi)
        .service(operations::docs::docs)
        .service(operations::docs::docs_page)
        .service(operations::docs::docs_file);
}
