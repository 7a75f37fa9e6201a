//! A service behind nginx, Traefik and Envoy, with their configurations of docs/gateways.md as they stand there: what gets through, and what
//! it is told.

use std::time::{Duration, Instant};

use rstest::rstest;
use tenantry_testkit::GatewayKind::{Envoy, Nginx, Traefik};
use tenantry_testkit::{
    Answer, Arrived, Gateway, GatewayKind, GatewayPlace, Program, Request, Requests as _,
    TestCluster, TestDatabase, Upstream,
};

use crate::fixtures::{EveryKind, PATIENCE, shuts_within_a_second};

const DOCUMENT: &str = include_str!("../docs/gateways.md");

/// All that the service may be told of a caller.
const TOLD: [&str; 5] =
    ["X-Auth-Kind", "X-Auth-Tenant-Id", "X-Auth-Org-Id", "X-Auth-Project-Id", "X-Auth-User-Id"];

/// What must stay outside.
const CREDENTIALS: [&str; 3] = ["Authorization", "X-API-Key", "X-Service-Credential"];

/// What is demanded of a credential, in the document.
const DEMAND: &str = "?resource_type=inference";

/// The texts that the document gives for one gateway, with these words for those, each of which they have once.
fn configuration(kind: GatewayKind, changes: &[(&str, &str)]) -> Vec<String> {
    const BETWEEN: &str = "\n---\n";
    let (_, chapter) =
        DOCUMENT.split_once(&format!("\n## {kind:?}\n").replace("Nginx", "nginx")).unwrap();
    let chapter = chapter.split("\n## ").next().unwrap();
    let fenced = chapter.split("```").skip(1).step_by(2);
    let texts: Vec<_> = fenced.map(|text| text.split_once('\n').unwrap().1).collect();
    let text = changes.iter().fold(texts.join(BETWEEN), |text, (there, here)| {
        assert_eq!(text.matches(there).count(), 1, "{there} in\n{text}");
        text.replace(there, here)
    });
    text.split(BETWEEN).map(str::to_owned).collect()
}

/// What of its texts is of no other place than here: which words, and what stands for them.
fn here(
    kind: GatewayKind,
    place: &GatewayPlace,
    node: &str,
    service: &str,
) -> Vec<(&'static str, String)> {
    let port = |address: &str| address.rsplit_once(':').unwrap().1.to_owned();
    let local = |port: &str| format!("{{address: 127.0.0.1, port_value: {port}}}");
    match kind {
        Nginx => vec![
            ("listen 80;", format!("listen {};", place.address())),
            ("server tenantry.internal:8080;", format!("server {node};")),
            ("inference.internal:8000", service.to_owned()),
        ],
        Traefik => vec![
            ("\":80\"", format!("\"{}\"", place.address())),
            ("/etc/traefik/inference.yml", place.file.display().to_string()),
            ("tenantry.internal:8080", node.to_owned()),
            ("inference.internal:8000", service.to_owned()),
        ],
        Envoy => vec![
            ("{address: 0.0.0.0, port_value: 80}", local(&place.port.to_string())),
            ("{address: tenantry.internal, port_value: 8080}", local(&port(node))),
            ("{address: inference.internal, port_value: 8000}", local(&port(service))),
        ],
    }
}

/// A gateway before a service, and Tenantry, which it asks.
struct Platform {
    kind: GatewayKind,
    world: EveryKind,
    upstream: Upstream,
    gateway: Gateway,
}

impl Platform {
    async fn made(kind: GatewayKind) -> Self {
        Self::with(kind, &[]).await
    }

    /// With this in place of that in the configuration, beside what is of no other place than here.
    async fn with(kind: GatewayKind, changes: &[(&str, &str)]) -> Self {
        Self::before(kind, EveryKind::made().await, changes).await
    }

    async fn before(kind: GatewayKind, world: EveryKind, changes: &[(&str, &str)]) -> Self {
        let upstream = Upstream::start().await;
        let (node, service) = (world.server.client().address().to_string(), upstream.address());
        let gateway = Gateway::serving(kind, |place| {
            let here = here(kind, place, &node, &service);
            let here = here.iter().map(|(there, here)| (*there, &**here));
            let credential = ("svc-nc-…", &*world.gateway.credential);
            // What is changed first can have such words of its own.
            let all: Vec<_> = changes.iter().copied().chain(here).chain([credential]).collect();
            configuration(kind, &all)
        });
        let gateway = gateway.await;
        // Traefik listens before it has read where to.
        let begun = Instant::now();
        while gateway.get("/inference/").await.status == 404 {
            assert!(begun.elapsed() < PATIENCE, "{}", gateway.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { kind, world, upstream, gateway }
    }

    fn request(&self) -> Request {
        self.gateway.get("/inference/models?x=y")
    }

    /// The one request that got through.
    fn arrived(&self, answer: &Answer) -> Arrived {
        assert_eq!(answer.is(200).text(), "reached");
        let mut arrived = self.upstream.arrived();
        assert_eq!(arrived.len(), 1, "{arrived:#?}");
        arrived.remove(0)
    }

    /// Holds the request to have got through, with this told of its caller and nothing else; what is empty is not told.
    fn assert_through(&self, answer: &Answer, expected: [&str; 5]) -> Arrived {
        let arrived = self.arrived(answer);
        for (name, expected) in TOLD.into_iter().zip(expected) {
            let expected: &[&str] = if expected.is_empty() { &[] } else { &[expected] };
            assert_eq!(arrived.header(name), expected, "{name} in {arrived:#?}");
        }
        for name in CREDENTIALS {
            assert!(arrived.header(name).is_empty(), "{name} in {arrived:#?}");
        }
        let secrets = self.world.secrets().into_iter().chain([&*self.world.gateway.credential]);
        let all = format!("{arrived:?}");
        secrets.for_each(|secret| assert!(!all.contains(secret), "{arrived:#?}"));
        arrived
    }

    /// Holds the request to have been stopped.
    fn assert_stopped(&self, answer: &Answer, status: u16) {
        answer.is(status);
        assert_eq!(self.upstream.arrived(), [], "{answer} {}", self.gateway.log());
    }

    async fn of_key(&self) -> [String; 5] {
        let project = &self.world.key.project;
        let tenant = self.world.ada.tenant().await;
        let (organization, project) = (project.organization.id.clone(), project.id.clone());
        ["api_key".to_owned(), tenant, organization, project, String::new()]
    }
}

fn borrowed(expected: &[String; 5]) -> [&str; 5] {
    expected.each_ref().map(String::as_str)
}

#[rstest]
#[tokio::test]
async fn a_live_key_gets_through_and_the_service_is_told_whose_it_is_but_not_the_key(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let platform = Platform::made(kind).await;
    let expected = platform.of_key().await;
    let secret = &platform.world.key.secret;
    for request in [platform.request().bearer(secret), platform.request().key(secret)] {
        let arrived = platform.assert_through(&request.await, borrowed(&expected));
        assert_eq!(arrived.line, "GET /inference/models?x=y");
        // Traefik gives requests no name.
        let names = usize::from(kind != Traefik);
        assert_eq!(arrived.header("X-Request-Id").len(), names, "{arrived:#?}");
    }
    let body = vec![b'x'; 100_000];
    let posted =
        platform.gateway.post("/inference/").bearer(secret).body("text/plain", body.clone());
    let arrived = platform.assert_through(&posted.await, borrowed(&expected));
    assert_eq!((&*arrived.line, arrived.body == body), ("POST /inference/", true));
}

#[rstest]
#[tokio::test]
async fn whoever_shows_none_or_a_bad_one_is_stopped_and_told_what_to_show(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let platform = Platform::made(kind).await;
    let [session, key, ..] = platform.world.secrets();
    let requests = [
        platform.request(),
        platform.request().bearer("x"),
        platform.request().key("x"),
        platform.request().key(key).bearer(session),
        platform.request().header("Authorization", format!("Basic {key}")),
        platform.request().header("X_API_Key", key),
        platform.request().query(&[("access_token", key)]),
        platform.gateway.post("/inference/").body("text/plain", key.to_owned()),
    ];
    for request in requests {
        let answer = request.await;
        platform.assert_stopped(&answer, 401);
        assert_eq!(answer.header("WWW-Authenticate"), "Bearer", "{answer}");
    }
}

#[rstest]
#[tokio::test]
async fn a_revoked_key_is_stopped_at_the_next_request(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let platform = Platform::made(kind).await;
    let (world, expected) = (&platform.world, platform.of_key().await);
    let request = platform.request().bearer(&world.key.secret);
    platform.assert_through(&request.clone().await, borrowed(&expected));
    world.ada.deletes(&world.key).await;
    platform.assert_stopped(&request.await, 401);
}

#[rstest]
#[tokio::test]
async fn a_key_for_another_resource_is_stopped_with_403(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let platform = Platform::with(kind, &[(DEMAND, "?resource_type=storage")]).await;
    let [session, key, token, tenant_key] = platform.world.secrets();
    for secret in [session, key, token] {
        platform.assert_stopped(&platform.request().bearer(secret).await, 403);
    }
    platform.assert_stopped(&platform.request().key(tenant_key).await, 403);
    // The client's own query demands nothing.
    let asked = platform.request().query(&[("resource_type", "inference")]);
    platform.assert_stopped(&asked.bearer(key).await, 403);
}

#[rstest]
#[tokio::test]
async fn people_and_programs_get_through_where_no_resource_is_demanded(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let platform = Platform::with(kind, &[(DEMAND, "")]).await;
    let [session, key, token, tenant_key] = platform.world.secrets();
    let (tenant, user) = (platform.world.ada.tenant().await, platform.world.ada.id());
    let organization = &*platform.world.organization.id;
    let of_token = ["personal_access_token", &tenant, organization, "", &user];
    platform.assert_through(&platform.request().bearer(token).await, of_token);
    let of_session = ["access_token", &tenant, "", "", &user];
    platform.assert_through(&platform.request().bearer(session).await, of_session);
    let of_tenant = ["tenant_api_key", &tenant, "", "", ""];
    platform.assert_through(&platform.request().key(tenant_key).await, of_tenant);
    let expected = platform.of_key().await;
    platform.assert_through(&platform.request().key(key).await, borrowed(&expected));
}

#[rstest]
#[tokio::test]
async fn clients_smuggle_nothing_past_the_gateway(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let platform = Platform::made(kind).await;
    let (world, expected) = (&platform.world, platform.of_key().await);
    let smuggles = |request: Request| {
        let name = (kind != Traefik).then_some("X-Request-Id");
        let names = TOLD.into_iter().chain(["X-Service-Credential"]).chain(name);
        let request = names.fold(request, |request, name| {
            let spelt = [name.to_owned(), name.to_lowercase(), name.replace('-', "_")];
            spelt.iter().fold(request, |request, name| request.header(name, "smuggled"))
        });
        request.header("Connection", "close, X-Service-Credential, X-Auth-Tenant-Id")
    };
    let answer = smuggles(platform.request()).bearer(&world.key.secret).await;
    let arrived = platform.assert_through(&answer, borrowed(&expected));
    assert!(!format!("{arrived:?}").contains("smuggled"), "{arrived:#?}");
    platform.assert_stopped(&smuggles(platform.request()).await, 401);
    // The gateway's own credential opens nothing, wherever it is shown.
    let gateway = &world.gateway.credential;
    let shown = platform.request().header("X-Service-Credential", gateway);
    platform.assert_stopped(&shown.await, 401);
    platform.assert_stopped(&platform.request().bearer(gateway).await, 401);
    // What the gateway asks is not for clients to ask.
    let inner = platform.gateway.get("/_authorize").bearer(&world.key.secret).await;
    platform.assert_stopped(&inner, 404);
}

#[rstest]
#[tokio::test]
async fn nobody_gets_through_when_tenantry_is_gone(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let Platform { kind, world, upstream, gateway } = Platform::made(kind).await;
    let status = if kind == Envoy { 503 } else { 500 };
    let request = gateway.get("/inference/").bearer(&world.key.secret);
    request.clone().await.is(200);
    assert_eq!(upstream.arrived().len(), 1);
    world.server.kill().await;
    for _ in 0..3 {
        request.clone().await.is(status);
    }
    assert_eq!(upstream.arrived(), []);
}

#[rstest]
#[tokio::test]
async fn nobody_gets_through_a_second_after_the_database_has_gone(
    #[values(Nginx, Traefik, Envoy)] kind: GatewayKind,
) {
    let cluster = TestCluster::private();
    let database = TestDatabase::create_on(&cluster).await;
    let server = Program::on(database.url()).serve().await;
    let platform = Platform::before(kind, EveryKind::made_on(server).await, &[]).await;
    let request = platform.request().bearer(&platform.world.key.secret);
    request.clone().await.is(200);
    cluster.stop();
    let answer = shuts_within_a_second(request.clone()).await;
    platform.upstream.arrived();
    let status = if kind == Nginx { 500 } else { 503 };
    platform.assert_stopped(&answer, status);
    platform.assert_stopped(&request.await, status);
}

#[tokio::test]
async fn another_node_is_asked_where_one_is_gone() {
    let nodes = "server 127.0.0.1:1; server tenantry.internal:8080;";
    let platform = Platform::with(Nginx, &[("server tenantry.internal:8080;", nodes)]).await;
    let expected = platform.of_key().await;
    for _ in 0..4 {
        let request = platform.request().bearer(&platform.world.key.secret);
        platform.assert_through(&request.await, borrowed(&expected));
    }
}
