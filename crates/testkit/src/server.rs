//! A server of its own for a test, and who comes to it.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::client::{Client, Requests};
use crate::database::TestDatabase;
use crate::message::{Mail, Text};
use crate::patience::PATIENCE;
use crate::person::{Person, SignUp};
use crate::process::{Ended, Process};
use crate::program::Program;
use crate::raw_sql::{connect, first_column, refusal};
use crate::service::Service;

const PAUSE: Duration = Duration::from_millis(20);

/// The program, serving; killed when dropped.
pub struct TestServer {
    program: Program,
    process: Process,
    client: Client,
    metrics: Client,
    // Last, because fields are dropped in order and a server must not lose what it works with.
    database: Option<TestDatabase>,
}

impl TestServer {
    /// On a database of its own, with the default settings.
    pub async fn start() -> Self {
        Self::configured(&[]).await
    }

    /// On a database of its own, with these settings.
    pub async fn configured(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create().await;
        let program = settings
            .iter()
            .fold(Program::on(database.url()), |program, (name, value)| program.with(name, value));
        let mut server = program.serve().await;
        server.database = Some(database);
        server
    }

    pub(crate) const fn listening(
        program: Program,
        process: Process,
        client: Client,
        metrics: Client,
    ) -> Self {
        Self { program, process, client, metrics, database: None }
    }

    /// The program that runs, to run its other commands beside it, or itself again.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// A client of the address that Prometheus reads.
    pub fn metrics(&self) -> &Client {
        &self.metrics
    }

    /// What it printed so far.
    pub fn banner(&self) -> String {
        self.process.stdout()
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        self.process.stderr()
    }

    /// How many files and sockets it has open.
    pub fn descriptors(&self) -> usize {
        self.process.descriptors()
    }

    /// Stops it as an operator does, by SIGTERM.
    pub async fn stop(self) -> Ended {
        self.is_told_to_stop();
        self.process.ended().await
    }

    /// Sends it SIGTERM, and waits for nothing.
    pub fn is_told_to_stop(&self) {
        self.process.signal(Signal::TERM);
    }

    /// Waits until its log has these words.
    pub async fn logs(&mut self, words: &str) {
        self.process.logs(words).await;
    }

    /// Ends it without warning.
    pub async fn kill(self) -> Ended {
        self.process.signal(Signal::KILL);
        self.process.ended().await
    }

    /// Waits until it ends by itself.
    pub async fn ended(self) -> Ended {
        self.process.ended().await
    }

    /// Somebody who has signed up and in, by the name of `{name}@example.com`.
    pub async fn signed_up(&self, name: &str) -> Person {
        let person = Person::sign_up(&self.client, SignUp::named(name)).await;
        person.signs_in().await
    }

    /// Somebody who has signed up and in, and owns a tenant with its first organization.
    pub async fn owner(&self, name: &str) -> Person {
        let person = self.signed_up(name).await;
        person.creates_tenant(&format!("{name}'s tenant")).await;
        person
    }

    /// Another service of the platform, with a credential made by an operator.
    pub async fn service(&self, name: &str) -> Service {
        Service::registered(&self.program, &self.client, name, &[]).await
    }

    /// The same, made for something beside verifying.
    pub async fn service_for(&self, name: &str, right: &str) -> Service {
        Service::registered(&self.program, &self.client, name, &[right]).await
    }

    /// Has an operator do something with the command line beside it, which succeeds.
    pub async fn operator(&self, arguments: &[&str]) -> String {
        let said = self.program.run(arguments).await.succeeded();
        self.client.nudges().await;
        said
    }

    /// All mail in its folder, the oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.program.messages().mails().into_iter().map(|(_, mail)| mail).collect()
    }

    /// The kinds of all mail in its folder to this address, the oldest first.
    pub fn kinds_of_mail_to(&self, address: &str) -> Vec<String> {
        let mails = self.program.messages().mails().into_iter();
        mails
            .filter(|(_, mail)| mail.to.eq_ignore_ascii_case(address))
            .map(|(kind, _)| kind)
            .collect()
    }

    /// The oldest mail of this kind to this address that was not asked for before, once it is there.
    pub async fn next_mail(&self, kind: &str, address: &str) -> Mail {
        self.program.messages().next_mail(kind, address).await
    }

    /// All text messages in its folder, the oldest first.
    pub fn texts(&self) -> Vec<Text> {
        self.program.messages().texts()
    }

    /// The oldest text message to this number that was not asked for before, once it is there.
    pub async fn next_text(&self, number: &str) -> Text {
        self.program.messages().next_text(number).await
    }

    /// Waits until no message waits to be sent any more.
    pub async fn has_sent_all(&self) {
        let begun = Instant::now();
        loop {
            let waiting = self.sql("SELECT row_to_json(outbox)::text FROM outbox").await;
            if waiting.is_empty() {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "these are not sent: {waiting:#?}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Runs statements on its database as who may do anything, and returns why they fail.
    pub async fn sql_fails(&self, statements: &str) -> String {
        let url = self.program.database_url().expect("the test gave it a database");
        refusal(&connect(url).await, statements).await
    }

    /// Runs statements on its database as who may do anything, and returns the first column of the last answer.
    pub async fn sql(&self, statements: &str) -> Vec<String> {
        let url = self.program.database_url().expect("the test gave it a database");
        let answer = first_column(&connect(url).await, statements).await;
        self.client.nudges().await;
        answer
    }
}

impl Requests for TestServer {
    fn client(&self) -> &Client {
        &self.client
    }
}
