//! API keys of a tenant, as the clients of the API that they replace know them: programs that act for it with no person behind them.

mod introspecting;
mod keeping;
mod presenting;
mod rights;

use tenantry_testkit::{Organization, Person, TenantKey, TestServer};

const PATH: &str = "/api/tenant-api-key";

/// A tenant of Ada's with a key.
struct World {
    server: TestServer,
    ada: Person,
    organization: Organization,
    key: TenantKey,
}

async fn world() -> World {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let key = ada.creates_tenant_key("ci").await;
    World { server, ada, organization, key }
}
