//! `GET /reset-password`

use actix_web::{HttpResponse, get, web};

use crate::pages::RenderedPages;

/// The page where a forgotten password is reset
///
/// Where the links in mails lead, with the token behind `#token=`, which browsers send to nobody. A platform with a page of its own
/// has the links lead there.
#[utoipa::path(
    tag = "Pages",
    responses((status = 200, description = "The page", content_type = "text/html")),
    security(()),
)]
#[get("/reset-password")]
pub(crate) async fn reset_password_page(pages: web::Data<RenderedPages>) -> HttpResponse {
    pages.reset_password.answer()
}
