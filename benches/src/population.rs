//! The people, projects and keys that the load is about, made through the API.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::failure::{Outcome, While as _};
use crate::http::{self, Request};

/// How many keys a project holds: `api_keys.max_per_project` as it is by itself.
pub(crate) const KEYS_PER_PROJECT: u32 = 25;

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "analytical engines weave algebraic patterns";

/// One person, with a tenant and an organization of their own.
#[derive(Clone)]
pub(crate) struct Population {
    address: SocketAddr,
    connections: u32,
    pub(crate) access_token: String,
    pub(crate) user: String,
    pub(crate) tenant: String,
    pub(crate) organization: String,
    projects: usize,
}

impl Population {
    pub(crate) fn sign_up(address: SocketAddr, connections: u32) -> Outcome<Self> {
        let account = json!({
            "email": EMAIL, "password": PASSWORD, "first_name": "Ada", "last_name": "Lovelace",
            "organization_name": "Analytical Engines",
        });
        let sign_up = http::post_json("/api/v1/auth/signup", None, &account);
        let user = text(&http::ask_once(address, &sign_up, 201)?.json()?, "/id")?;
        let credentials = json!({ "email": EMAIL, "password": PASSWORD });
        let log_in = http::post_json("/api/v1/auth/login", None, &credentials);
        let tokens = http::ask_once(address, &log_in, 200)?.json()?;
        let access_token = text(&tokens, "/access_token")?;
        let look = |path: &str, field: &str| {
            let answer = http::ask_once(address, &http::get(path, &access_token), 200)?;
            text(&answer.json()?, field)
        };
        let tenant = look("/api/tenant", "/id")?;
        let organization = look("/api/v1/orgs", "/data/0/id")?;
        Ok(Self { address, connections, access_token, user, tenant, organization, projects: 0 })
    }

    /// Makes so many keys, in as many projects as they need.
    pub(crate) fn keys(&mut self, count: u32) -> Outcome<Vec<String>> {
        let projects = usize::try_from(count.div_ceil(KEYS_PER_PROJECT)).when("count projects")?;
        let makers = self.key_makers(projects)?;
        let count = usize::try_from(count).when("count keys")?;
        let times = usize::try_from(KEYS_PER_PROJECT).when("count keys")?;
        let requests: Vec<Request> = makers
            .iter()
            .flat_map(|maker| std::iter::repeat_n(maker.clone(), times))
            .take(count)
            .collect();
        let made = http::ask_all(self.address, self.connections, &requests, 201)?;
        made.iter().map(|answer| text(&answer.json()?, "/api_key")).collect()
    }

    /// Makes so many empty projects, and gives for each the request that makes a key in it.
    pub(crate) fn key_makers(&mut self, projects: usize) -> Outcome<Vec<Request>> {
        let path = format!("/api/v1/orgs/{}/projects", self.organization);
        let names = self.projects..self.projects + projects;
        self.projects = names.end;
        let requests: Vec<Request> = names
            .map(|number| json!({ "name": format!("bench {number}") }))
            .map(|body| http::post_json(&path, Some(&self.access_token), &body))
            .collect();
        let made = http::ask_all(self.address, self.connections, &requests, 201)?;
        made.iter()
            .map(|answer| {
                let path = format!("{path}/{}/api-keys", text(&answer.json()?, "/id")?);
                let key = json!({ "name": "bench", "resource_type": "inference" });
                Ok(http::post_json(&path, Some(&self.access_token), &key))
            })
            .collect()
    }
}

fn text(answer: &Value, pointer: &str) -> Outcome<String> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    Ok(found.when(format!("find {pointer} in an answer"))?.to_owned())
}
