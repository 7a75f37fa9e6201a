//! The people, projects and keys that the load is about, made through the API.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::failure::{Outcome, While as _};
use crate::http::{self, Request};

/// How many keys a project holds: `api_keys.max_per_project` as it is by itself.
pub(crate) const KEYS_PER_PROJECT: u32 = 25;

const EMAIL: &str = "ada@example.com";
/// Everybody's.
pub(crate) const PASSWORD: &str = "analytical engines weave algebraic patterns";

/// As many sign in at a time as an account allows, and one less.
const LOGGING_IN: u32 = 4;
/// Where people are: in a network that is for measurements (RFC 2544) and reaches nobody.
const FIRST_CLIENT: Ipv4Addr = Ipv4Addr::new(198, 18, 0, 1);

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
        let tokens = http::ask_once(address, &log_in(), 200)?.json()?;
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
        self.make(&requests, "/api_key")
    }

    /// Makes so many empty projects, and gives their identifiers.
    pub(crate) fn projects(&mut self, count: usize) -> Outcome<Vec<String>> {
        let path = format!("/api/v1/orgs/{}/projects", self.organization);
        let names = self.projects..self.projects + count;
        self.projects = names.end;
        let requests: Vec<Request> = names
            .map(|number| json!({ "name": format!("bench {number}") }))
            .map(|body| http::post_json(&path, Some(&self.access_token), &body))
            .collect();
        self.make(&requests, "/id")
    }

    /// Makes so many empty projects, and gives for each the request that makes a key in it.
    pub(crate) fn key_makers(&mut self, projects: usize) -> Outcome<Vec<Request>> {
        Ok(self.projects(projects)?.iter().map(|project| self.key_maker(project)).collect())
    }

    /// Makes so many keys in a project.
    pub(crate) fn fill(&self, project: &str, keys: usize) -> Outcome<()> {
        self.make(&vec![self.key_maker(project); keys], "/id").map(drop)
    }

    fn key_maker(&self, project: &str) -> Request {
        let path = format!("/api/v1/orgs/{}/projects/{project}/api-keys", self.organization);
        let key = json!({ "name": "bench", "resource_type": "inference" });
        http::post_json(&path, Some(&self.access_token), &key)
    }

    /// Makes so many personal access tokens for the organization.
    pub(crate) fn personal_access_tokens(&self, count: u32) -> Outcome<Vec<String>> {
        let token = json!({ "org_id": self.organization, "name": "bench" });
        let request = http::post_json("/api/v1/users/me/pats", Some(&self.access_token), &token);
        self.make(&many(&request, count), "/bearer")
    }

    /// Makes so many keys of the tenant.
    pub(crate) fn tenant_api_keys(&self, count: u32) -> Outcome<Vec<String>> {
        let key = json!({ "name": "bench" });
        let request = http::post_json("/api/tenant-api-key", Some(&self.access_token), &key);
        self.make(&many(&request, count), "/apiKey")
    }

    /// Signs in so many times, and gives an access token of each session.
    pub(crate) fn access_tokens(&self, count: u32) -> Outcome<Vec<String>> {
        let answers = http::ask_all(self.address, LOGGING_IN, &many(&log_in(), count), 200)?;
        answers.iter().map(|answer| text(&answer.json()?, "/access_token")).collect()
    }

    fn make(&self, requests: &[Request], field: &str) -> Outcome<Vec<String>> {
        let made = http::ask_all(self.address, self.connections, requests, 201)?;
        made.iter().map(|answer| text(&answer.json()?, field)).collect()
    }
}

/// Makes so many people, each with an account of their own.
pub(crate) fn people(address: SocketAddr, count: u32) -> Outcome<()> {
    let sign_up = |number| {
        let account = json!({
            "email": email(number), "password": PASSWORD, "first_name": "Ada", "last_name": "Lovelace",
            "organization_name": format!("Engines {number}"),
        });
        http::post_json_from(client(number), "/api/v1/auth/signup", &account)
    };
    let requests: Vec<Request> = (0..count).map(sign_up).collect();
    http::ask_all(address, LOGGING_IN, &requests, 201).map(drop)
}

/// The request by which one of them signs in, from an address of their own.
pub(crate) fn log_in_from(number: u32) -> Request {
    let credentials = json!({ "email": email(number), "password": PASSWORD });
    http::post_json_from(client(number), "/api/v1/auth/login", &credentials)
}

fn log_in() -> Request {
    let credentials = json!({ "email": EMAIL, "password": PASSWORD });
    http::post_json("/api/v1/auth/login", None, &credentials)
}

fn email(number: u32) -> String {
    format!("person-{number}@example.com")
}

fn client(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(FIRST_CLIENT.to_bits() + number).into()
}

fn many(request: &Request, count: u32) -> Vec<Request> {
    (0..count).map(|_| Arc::clone(request)).collect()
}

fn text(answer: &Value, pointer: &str) -> Outcome<String> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    Ok(found.when(format!("find {pointer} in an answer"))?.to_owned())
}
