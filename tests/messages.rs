//! Messages on their way: by a mail server and a gateway for text messages, when these are away, and what an operator sees and does.

mod by_mail_server;
mod by_text_gateway;
mod new_devices;
mod operators;
mod outages;
mod previews;

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use tenantry_testkit::smtp::{SmtpBehaviour, SmtpServer};
use tenantry_testkit::{Mail, PATIENCE, Program, TestDatabase, TestServer};

const LOGIN: (&str, &str) = ("tenantry", "a password for the mail server");

/// A server whose mail leaves by a mail server, as it does in production: encrypted, after signing in.
struct Post {
    server: TestServer,
    smtp: SmtpServer,
    // Last, because fields are dropped in order.
    database: TestDatabase,
}

impl Post {
    async fn open() -> Self {
        Self::behaving(|behaviour| behaviour).await
    }

    /// With a mail server that behaves otherwise than well from the first.
    async fn behaving(change: impl FnOnce(SmtpBehaviour) -> SmtpBehaviour) -> Self {
        let database = TestDatabase::create().await;
        let smtp = SmtpServer::start(change(well())).await;
        let server = program(&database, &smtp).serve().await;
        Self { server, smtp, database }
    }
}

/// How a mail server behaves that takes mail from us.
fn well() -> SmtpBehaviour {
    SmtpBehaviour::default().with_login(LOGIN.0, LOGIN.1)
}

fn program(database: &TestDatabase, smtp: &SmtpServer) -> Program {
    let program = Program::on(database.url());
    let authority = program.data_dir().join("mail-ca.pem");
    fs::write(&authority, smtp.ca_pem()).unwrap();
    program
        .with("mail.transport", "smtp")
        .with("mail.from", "Analytical Engines <no-reply@engines.example>")
        .with("mail.smtp.host", "localhost")
        .with("mail.smtp.port", &smtp.address().port().to_string())
        .with("mail.smtp.username", LOGIN.0)
        .with("mail.smtp.password", LOGIN.1)
        .with("mail.smtp.ca_file", authority.to_str().unwrap())
}

/// All mail that the mail server took for this address.
fn mails_to(smtp: &SmtpServer, address: &str) -> Vec<Mail> {
    let for_them = |mail: &&tenantry_testkit::smtp::ReceivedMail| mail.to == [address];
    smtp.mails().iter().filter(for_them).map(|mail| Mail::read(&mail.raw)).collect()
}

/// What waits, as an operator's program reads it.
async fn waiting(server: &TestServer) -> Vec<Value> {
    let listed = server.program().run(&["outbox", "list", "--json"]).await.succeeded();
    serde_json::from_str(&listed).unwrap()
}

/// What waits, once something is true of it.
async fn waiting_until(server: &TestServer, is_true: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let waiting = waiting(server).await;
        if is_true(&waiting) {
            return waiting;
        }
        assert!(begun.elapsed() < PATIENCE, "it does not come true of {waiting:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
