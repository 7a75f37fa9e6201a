//! Where a request comes from.

use actix_web::HttpRequest;
use actix_web::http::header;
use tenantry_domain::session::ClientInfo;

/// How much of what a program calls itself is kept.
const USER_AGENT_LENGTH: usize = 255;

/// The address of the connection, and what the program calls itself.
pub(crate) fn client_info(request: &HttpRequest) -> ClientInfo {
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(USER_AGENT_LENGTH).collect());
    ClientInfo { ip: request.peer_addr().map(|peer| peer.ip().to_canonical()), user_agent }
}
