//! Who may do what to whose: every operation of the API has its cases here, or the test fails.
//!
//! For each operation below somebody's rights: nobody, a person whose session is over and an API key are refused (401); what is
//! another tenant's is what was never issued (404, the same answer); weaker roles get 403 where they may see the thing and 404
//! where not; who may is let through.

mod cases;
mod world;

use std::collections::BTreeSet;

use serde_json::Value;
use tenantry_testkit::{Answer, Client, Person, Requests, TestServer};

use self::cases::{CASES, Case, PUBLIC, SERVICES_ONLY};
use self::world::{Target, World};

type Operation = (String, String);

fn operation(method: &str, path: &str) -> Operation {
    (method.to_owned(), path.to_owned())
}

fn operations(document: &Value) -> BTreeSet<Operation> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    paths
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().map(move |method| (path, method)))
        .map(|(path, method)| operation(&method.to_uppercase(), path))
        .collect()
}

#[tokio::test]
async fn every_operation_has_its_cases_or_is_excused() {
    let server = TestServer::start().await;
    let document = server.get("/openapi.json").await.ok(200);
    let listed: Vec<Operation> = CASES
        .iter()
        .map(|case| case.operation)
        .chain(SERVICES_ONLY.iter().copied())
        .chain(PUBLIC.iter().map(|(method, path, _)| (*method, *path)))
        .map(|(method, path)| operation(method, path))
        .collect();
    let unique: BTreeSet<Operation> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), unique.len(), "an operation is listed twice");
    assert_eq!(unique, operations(&document));
}

#[tokio::test]
async fn what_is_excused_is_open_to_everybody_and_says_so() {
    let server = TestServer::start().await;
    let document = server.get("/openapi.json").await.ok(200);
    for (method, path, _) in PUBLIC {
        let described = &document["paths"][path][method.to_lowercase()]["security"];
        assert_eq!(described, &serde_json::json!([{}]), "{method} {path}");
        let answer = server.request(method, &path.replace("{file}", "index.html")).await;
        assert_ne!(answer.status, 401, "{answer}");
    }
    for case in CASES {
        let (method, path) = case.operation;
        let described = &document["paths"][path][method.to_lowercase()];
        assert_eq!(described.get("security"), None, "{method} {path}");
    }
}

#[tokio::test]
async fn without_a_live_session_nothing_is_open() {
    let world = World::create().await;
    for case in CASES {
        let strangers = [
            ("nobody", world.server.client().clone()),
            ("a session that is over", world.signed_out.client().clone()),
            ("an API key", world.server.client().bearing(&world.key.secret)),
            ("a service", world.server.client().bearing(&world.service.credential)),
        ];
        for (who, client) in strangers {
            let answer = case.send(&client, &world.ours).await;
            assert_eq!(answer.status, 401, "{who}: {answer}");
            answer.refused(401, "unauthorized");
            let unknown = case.send(&client, &Target::never_issued()).await;
            assert_same(&answer, &unknown);
        }
    }
}

#[tokio::test]
async fn what_is_another_tenants_is_what_was_never_issued() {
    let world = World::create().await;
    for case in CASES.iter().filter(|case| case.names_something()) {
        let unknown = case.send(&world.eve, &Target::never_issued()).await;
        unknown.refused(404, "not_found");
        // Also below what is one's own, and what is one's own below it.
        for target in world.theirs.mixed_with(&world.ours) {
            if case.names(&target) != case.names(&world.theirs) {
                assert_same(&case.send(&world.eve, &target).await, &unknown);
            }
        }
    }
    world.assert_untouched().await;
}

#[tokio::test]
async fn what_names_nothing_stays_within_ones_own_tenant() {
    let world = World::create().await;
    for case in CASES.iter().filter(|case| !case.names_something()) {
        let eve = world.eve.signs_in().await;
        let answer = case.send(&eve, &world.ours).await;
        assert!(answer.status < 500 && answer.status != 403, "{answer}");
        for id in world.ours.ids() {
            assert!(!answer.text().contains(id), "{answer}");
        }
    }
    world.assert_untouched().await;
}

#[tokio::test]
async fn weaker_roles_are_refused_and_strong_ones_let_through() {
    let world = World::create().await;
    for case in CASES {
        for (who, status) in case.weaker {
            let answer = case.send(world.member(*who), &world.ours).await;
            let code = if *status == 403 { "forbidden" } else { "not_found" };
            assert_eq!(answer.status, *status, "{who:?}: {answer}");
            answer.refused(*status, code);
            if *status == 404 {
                let unknown = case.send(world.member(*who), &Target::never_issued()).await;
                assert_same(&answer, &unknown);
            }
        }
        // In a session of their own, which some operations end.
        let ada: Person = world.ada.signs_in().await;
        let answer = case.send(&ada, &world.ours).await;
        assert_eq!(answer.status, case.allowed, "{answer}");
    }
}

#[tokio::test]
async fn only_services_ask_what_services_ask() {
    let world = World::create().await;
    for (method, path) in SERVICES_ONLY {
        let ask =
            |client: &Client| client.request(method, path).form(&[("token", &world.key.secret)]);
        let strangers = [
            ("nobody", world.server.client().clone()),
            ("a person", world.ada.client().clone()),
            ("a session that is over", world.signed_out.client().clone()),
            ("an API key", world.server.client().bearing(&world.key.secret)),
            ("a refresh token", world.server.client().bearing(&world.ada.refresh_token)),
            ("a revoked service", world.server.client().bearing(&world.revoked_service.credential)),
        ];
        for (who, client) in strangers {
            let answer = ask(&client).await;
            assert_eq!(answer.status, 401, "{who}: {answer}");
            answer.refused(401, "unauthorized");
        }
        ask(world.service.client()).await.is(200);
    }
}

impl Case {
    fn names_something(&self) -> bool {
        self.operation.1.contains('{')
    }

    async fn send(&self, who: &impl Requests, target: &Target) -> Answer {
        let (method, path) = self.operation;
        let request = who.request(method, &target.path(path));
        match self.body {
            Some(body) => request.body("application/json", target.body(body)).await,
            None => request.await,
        }
    }

    /// All that is said about what it goes to.
    fn names(&self, target: &Target) -> (String, Option<String>) {
        (target.path(self.operation.1), self.body.map(|body| target.body(body)))
    }
}

/// The same in all but the request's name and the time.
fn assert_same(one: &Answer, other: &Answer) {
    let comparable = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        headers.remove("x-request-id");
        headers.remove("date");
        // Says whether the request's body had arrived by the time of the refusal, and nothing of what was asked for.
        headers.remove("connection");
        (answer.status, headers, answer.without_request_id())
    };
    assert_eq!(comparable(one), comparable(other), "{one}\n{other}");
}
