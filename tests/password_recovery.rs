//! Getting over a forgotten password: a link by mail, good once.

mod asking;
mod choosing;
mod page;

use tenantry_testkit::{Person, TestServer};

use crate::fixtures::{forgot_password, login, reset_password};

const KIND: &str = "reset-password";
const ME: &str = "/api/v1/users/me";

/// The secret of a link that somebody asked for.
async fn token_for(server: &TestServer, person: &Person) -> String {
    forgot_password(server, &person.email()).await.ok(200);
    server.next_mail(KIND, &person.email()).await.token()
}
