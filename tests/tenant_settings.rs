//! Settings of a tenant, as the clients of the API that they replace know them; and that what is secret in them is shown nowhere.

mod master_key;
mod refusals;
mod secrecy;
mod writing;

use serde_json::Value;
use tenantry_testkit::{Person, Request, Requests as _, TestServer};

const PATH: &str = "/api/tenant-setting";
const MASK: &str = "********";
const SETTING: [&str; 7] =
    ["createdAt", "id", "isSecret", "name", "tenantId", "updatedAt", "value"];

async fn server_and_ada() -> (TestServer, Person) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    (server, ada)
}

/// All settings of somebody's tenant.
async fn listed(reader: &Person) -> Vec<Value> {
    reader.get(PATH).await.ok(200).as_array().unwrap().clone()
}

fn send(who: &Person, body: &Value) -> Request {
    who.post(PATH).json(body)
}
