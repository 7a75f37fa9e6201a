//! Trying too often: passwords by account and by network, sign-ups by network, on all nodes together.

mod accounts;
mod networks;

use tenantry_testkit::TestServer;

use crate::fixtures::{WRONG_PASSWORD, login};

/// Comes with so many wrong passwords, each of which is looked at.
async fn wrong_passwords(server: &TestServer, email: &str, number: u32) {
    for _ in 0..number {
        login(server, email, WRONG_PASSWORD).await.refused(401, "invalid_credentials");
    }
}
