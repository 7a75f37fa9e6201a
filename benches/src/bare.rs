//! The bare handler that the service is compared with, served in a process of its own: this program, run again.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, rt, web};
use rustix::process::{Signal, set_parent_process_death_signal};

use crate::arguments::Bare;
use crate::failure::{Outcome, While as _};
use crate::http::{self, Kept};
use crate::process::{Process, free_address};

/// Starts one that gives this answer at this path.
pub(crate) fn start(
    path: &str,
    answer: &Kept,
    workers: u32,
    folder: &Path,
) -> Outcome<(Process, SocketAddr)> {
    let address = free_address()?;
    let name = format!("bare-{}", address.port());
    let body_file = folder.join(format!("{name}.body"));
    fs::write(&body_file, &answer.body).when("keep an answer")?;
    let mut command = Command::new(std::env::current_exe().when("find this program")?);
    command
        .args(["bare", "--path", path])
        .arg(format!("--port={}", address.port()))
        .arg(format!("--workers={workers}"))
        .arg(format!("--body-file={}", body_file.display()));
    for header in &answer.headers {
        command.arg(format!("--header={header}"));
    }
    let mut process = Process::start(&name, &mut command, folder)?;
    process.wait_until(|| http::ask_once(address, &http::get(path, "none"), 200).is_ok())?;
    Ok((process, address))
}

struct Answer {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

/// Serves until it is stopped, or whoever started it ends.
pub(crate) fn serve(arguments: &Bare) -> Outcome<()> {
    set_parent_process_death_signal(Some(Signal::TERM)).when("tie this process to its parent")?;
    let body = fs::read(&arguments.body_file).when("read the body")?.into();
    let headers = arguments.headers.iter().map(|text| header(text)).collect::<Outcome<_>>()?;
    let answer = web::Data::new(Answer { headers, body });
    let path = arguments.path.clone();
    let workers = usize::try_from(arguments.workers).when("count workers")?;
    rt::System::new()
        .block_on(async move {
            HttpServer::new(move || {
                App::new().app_data(answer.clone()).route(&path, web::to(respond))
            })
            .workers(workers)
            .bind(("127.0.0.1", arguments.port))?
            .run()
            .await
        })
        .when("serve")
}

async fn respond(answer: web::Data<Answer>, _read: Bytes) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for header in &answer.headers {
        response.insert_header(header.clone());
    }
    response.body(answer.body.clone())
}

fn header(text: &str) -> Outcome<(HeaderName, HeaderValue)> {
    let (name, value) = text.split_once(": ").when("read a header")?;
    Ok((name.parse().when("read a header's name")?, value.parse().when("read a header's value")?))
}
