//! One kind of request, about each kind of address in turn.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::runtime;

use super::people::People;
use crate::failure::{Failure, Outcome, While as _};
use crate::http::{self, Connection, Request};
use crate::latency::percentile;

/// The medians, in seconds.
pub(super) struct Figures {
    pub(super) request: &'static str,
    pub(super) known: f64,
    pub(super) unknown: f64,
    pub(super) suspended: f64,
}

pub(super) fn contest(
    address: SocketAddr,
    path: &'static str,
    people: &People,
) -> Outcome<Figures> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().when("start a runtime")?;
    let mut times: [Vec<Duration>; 3] = Default::default();
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let mut expected: Option<(u16, Vec<u8>)> = None;
        let triples = people.known().zip(people.unknown()).zip(people.suspended());
        for ((known, unknown), suspended) in triples {
            for (email, times) in [known, unknown, suspended].iter().zip(&mut times) {
                let request = request(path, email);
                let begun = Instant::now();
                let answer = connection.ask(&request).await?;
                times.push(begun.elapsed());
                let said = (answer.status, without_request_id(answer.body)?);
                match &expected {
                    Some(expected) if *expected != said => {
                        return Err(Failure::new(format!("{path}: the answers differ")));
                    }
                    Some(_) => {}
                    None => expected = Some(said),
                }
            }
        }
        Ok(())
    })?;
    let [known, unknown, suspended] = times.map(median);
    let missing = || format!("find a median for {path}");
    Ok(Figures {
        request: path,
        known: known.when(missing())?,
        unknown: unknown.when(missing())?,
        suspended: suspended.when(missing())?,
    })
}

fn request(path: &str, email: &str) -> Request {
    let body = if path.ends_with("login") {
        json!({"email": email, "password": "not the one that it is"})
    } else {
        json!({"email": email})
    };
    http::post_json(path, None, &body)
}

/// What an answer says, but for its own name.
fn without_request_id(body: &[u8]) -> Outcome<Vec<u8>> {
    let mut json: serde_json::Value = serde_json::from_slice(body).when("read an answer's JSON")?;
    if let Some(object) = json.as_object_mut() {
        object.remove("request_id");
    }
    serde_json::to_vec(&json).when("write JSON")
}

fn median(mut times: Vec<Duration>) -> Option<f64> {
    times.sort_unstable();
    percentile(&times, 50).map(|median| median.as_secs_f64())
}
