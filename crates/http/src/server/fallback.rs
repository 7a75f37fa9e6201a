//! What is answered where no operation is: 405 where the path knows other methods, else 404.

use actix_web::{HttpRequest, HttpResponse, web};

use super::route_table::RouteTable;
use crate::problem::{Problem, ProblemKind};

pub(crate) async fn fallback(
    request: HttpRequest,
    routes: web::Data<RouteTable>,
) -> Result<HttpResponse, Problem> {
    let methods = routes.methods(request.match_info().as_str());
    if methods.is_empty() {
        Err(Problem::new(ProblemKind::NotFound, "there is no such resource"))
    } else {
        let methods = methods.into_iter().map(str::to_owned).collect();
        Err(Problem::of(ProblemKind::MethodNotAllowed(methods)))
    }
}
