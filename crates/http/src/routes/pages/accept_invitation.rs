//! `GET /accept-invitation`

use actix_web::{HttpResponse, get, web};

use crate::pages::RenderedPages;

/// The page where an invitation is accepted
///
/// Where the links in mails lead, with the token behind `#token=`, which browsers send to nobody. For people with an account and for
/// those who make one. A platform with a page of its own has the links lead there.
#[utoipa::path(
    tag = "Pages",
    responses((status = 200, description = "The page", content_type = "text/html")),
    security(()),
)]
#[get("/accept-invitation")]
pub(crate) async fn accept_invitation_page(pages: web::Data<RenderedPages>) -> HttpResponse {
    pages.accept_invitation.answer()
}
