//! API keys, to the letter of the API that they replace; and that their secrets are nowhere but in one answer.

mod creation;
mod deletion;
mod list;
mod secrecy;

use serde_json::{Value, json};
use tenantry_testkit::{Person, Project, TestServer};

async fn server_and_project() -> (TestServer, Person, Project) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    (server, ada, project)
}

fn request(name: &str) -> Value {
    json!({"name": name, "resource_type": "inference"})
}
