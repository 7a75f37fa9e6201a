//! Who is asked about.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use serde_json::json;
use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE};

use crate::failure::{Failure, Outcome, While as _};
use crate::http::{self, Request};

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
    pub(super) fn suspend(programs: &Path, cluster: &Cluster, folder: &Path) -> Outcome<()> {
        let output = Command::new(programs.join("psql"))
            .current_dir(folder)
            .args(["--no-psqlrc", "--quiet", "--dbname", &cluster.database_url(DEFAULT_DATABASE)])
            .args([
                "--command",
                "UPDATE users SET status = 'suspended' WHERE email LIKE 'suspended-%'",
            ])
            .output()
            .when("run psql")?;
        if output.status.success() {
            Ok(())
        } else {
            Err(Failure::new(String::from_utf8_lossy(&output.stderr)))
        }
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
