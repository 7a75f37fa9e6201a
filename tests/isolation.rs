//! Who may do what to whose: every operation of the API has its cases here, or the test fails.
//!
//! For each operation below somebody's rights: nobody, whoever's credential is over and a project's API key are refused (401); what
//! is another tenant's, or another organization's for who is bound to one, is what was never issued (404, the same answer); weaker
//! roles get 403 where they may see the thing and 404 where not; what only a session does is 403 for tokens and keys; who may is let
//! through.

mod cases;
mod document;
mod strangers;
mod strong_and_weak;
mod tokens_and_keys;
mod world;

use tenantry_testkit::{Answer, Requests};

use self::cases::Case;
use self::world::Target;

impl Case {
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

    /// Whether it goes to an organization, or below one.
    fn is_of_an_organization(&self) -> bool {
        self.operation.1.contains("{org_id}")
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
