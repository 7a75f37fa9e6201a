//! A small HTTP/1.1 client that keeps its connection: it costs the machine little, so that the server is what is measured.

mod answer;
mod connection;
mod request;

use std::net::SocketAddr;

use tokio::runtime;

use crate::failure::{Failure, Outcome, While as _};
pub(crate) use answer::Answer;
pub(crate) use connection::Connection;
pub(crate) use request::{Request, get, get_with, post_form, post_json, post_json_from};

/// An answer that was kept: its own headers and its body.
pub(crate) struct Kept {
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Kept {
    pub(crate) fn json(&self) -> Outcome<serde_json::Value> {
        serde_json::from_slice(&self.body).when("read an answer's JSON")
    }
}

/// Sends one request over a connection of its own.
pub(crate) fn ask_once(address: SocketAddr, request: &Request, status: u16) -> Outcome<Kept> {
    let answers = ask_all(address, 1, std::slice::from_ref(request), status)?;
    answers.into_iter().next().when("get an answer")
}

/// Sends each request once, over so many connections at a time; the answers come in the order of the requests.
pub(crate) fn ask_all(
    address: SocketAddr,
    connections: u32,
    requests: &[Request],
    status: u16,
) -> Outcome<Vec<Kept>> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().when("start a runtime")?;
    let connections = usize::try_from(connections).when("count connections")?;
    let share = requests.len().div_ceil(connections).max(1);
    runtime.block_on(async {
        let running: Vec<_> = requests
            .chunks(share)
            .map(|some| tokio::spawn(ask_in_turn(address, some.to_vec(), status)))
            .collect();
        let mut answers = Vec::with_capacity(requests.len());
        for task in running {
            let asked = task.await.map_err(|error| Failure::new(error.to_string()))?;
            answers.append(&mut asked?);
        }
        Ok(answers)
    })
}

async fn ask_in_turn(
    address: SocketAddr,
    requests: Vec<Request>,
    status: u16,
) -> Outcome<Vec<Kept>> {
    let mut connection = Connection::open(address).await?;
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        let answer = connection.ask(&request).await?;
        answer.expect(status)?;
        answers.push(Kept { headers: answer.own_headers()?, body: answer.body.to_vec() });
    }
    Ok(answers)
}
