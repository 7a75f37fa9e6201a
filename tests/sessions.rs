//! Sessions: signing in, staying in, signing out, and what ends a session.

mod beginning;
mod ending;
mod list;
mod renewal;
mod switching;
mod tenant;

use serde_json::json;
use tenantry_testkit::{Person, Request, Requests as _, TestServer};

use crate::fixtures::login;

const LOGIN: &str = "/api/v1/auth/login";
const REFRESH: &str = "/api/v1/auth/refresh";
const ME: &str = "/api/v1/users/me";

fn refresh(server: &TestServer, token: &str) -> Request {
    server.post(REFRESH).json(&json!({"refresh_token": token}))
}

async fn assert_dead(server: &TestServer, person: &Person) {
    person.get(ME).await.refused(401, "unauthorized");
    refresh(server, &person.refresh_token).await.refused(401, "invalid_refresh_token");
}
