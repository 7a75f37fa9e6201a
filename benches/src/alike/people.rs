//! Who is asked about.

use std::net::SocketAddr;

use serde_json::json;

use crate::failure::Outcome;
use crate::http::{self, Request};
use crate::psql::Psql;

/// As many addresses of each kind as there are requests, because each may be asked about only so often.
pub(super) struct People {
    count: u32,
}

impl People {
    /// Makes the accounts of those who have one.
    pub(super) fn sign_up(address: SocketAddr, count: u32) -> Outcome<Self> {
        let people = Self { count };
        let account = |email: String| {
            let password = "analytical engines weave algebraic patterns";
            let body = json!({"email": email, "password": password, "first_name": "Ada", "last_name": "Lovelace"});
            http::post_json("/api/v1/auth/signup", None, &body)
        };
        let requests: Vec<Request> =
            people.known().chain(people.suspended()).map(account).collect();
        http::ask_all(address, 4, &requests, 201)?;
        Ok(people)
    }

    /// Closes the accounts of the third kind.
    pub(super) fn suspend(psql: &Psql, database_url: &str) -> Outcome<()> {
        let suspend = "UPDATE users SET status = 'suspended' WHERE email LIKE 'suspended-%';";
        psql.execute(database_url, suspend)
    }

    pub(super) fn known(&self) -> impl Iterator<Item = String> {
        self.named("known")
    }

    pub(super) fn unknown(&self) -> impl Iterator<Item = String> {
        self.named("unknown")
    }

    pub(super) fn suspended(&self) -> impl Iterator<Item = String> {
        self.named("suspended")
    }

    /// Addresses of the same length, so that nothing else differs.
    fn named(&self, kind: &'static str) -> impl Iterator<Item = String> {
        let filler = "x".repeat(10 - kind.len());
        (0..self.count).map(move |number| format!("{kind}-{filler}{number:06}@example.com"))
    }
}
