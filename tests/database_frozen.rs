//! The database stands still, as behind a network that drops everything: whoever asks is told so in time, whatever they ask for.

use std::pin::pin;
use std::time::{Duration, Instant};

use tenantry_testkit::{
    Answer, PASSWORD, Person, Program, Request, Requests as _, SignUp, TestCluster, TestDatabase,
    TestServer,
};
use tokio::time::timeout;

use crate::fixtures::{NEW_PASSWORD, at_once, change_password, login};

/// Nobody waits longer, whatever their request asks the database for, and however often.
const BOUND: Duration = Duration::from_secs(3);
const ROUNDS: usize = 4;
/// How long each nap is that is taken to see whether the machine itself stands still, and by how much it is longer where it does not.
const NAP: Duration = Duration::from_millis(20);
const TICK: Duration = Duration::from_millis(10);
/// The connections that a node has by default, and twice that while those are being made that take the place of others.
const CONNECTIONS: usize = 2 * (10 + 4 + 1);

/// Of each kind of request, so many come at once: of the three that bring a password more than have their turn at a time.
fn at_a_time() -> usize {
    std::thread::available_parallelism().unwrap().get().max(6)
}

fn everything(server: &TestServer, ada: &Person) -> Vec<Request> {
    let sign_up = server.post("/api/v1/auth/signup");
    [
        login(server, &ada.email(), PASSWORD),
        sign_up.json(SignUp::named("grace").body()),
        change_password(ada, PASSWORD, NEW_PASSWORD),
        ada.get("/api/v1/orgs"),
    ]
    .into_iter()
    .flat_map(|request| vec![request; at_a_time()])
    .collect()
}

/// An answer, and how long it took.
async fn told(request: Request) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = request.await;
    (answer, begun.elapsed())
}

/// Sends all requests before it waits for an answer.
async fn all_told(requests: Vec<Request>) -> Vec<(Answer, Duration)> {
    let sent: Vec<_> = requests.into_iter().map(|each| tokio::spawn(told(each))).collect();
    let mut answers = Vec::new();
    for each in sent {
        answers.push(each.await.unwrap());
    }
    answers
}

/// What comes of some work, and how long the machine held it up: by as much as naps beside it took beyond their time.
async fn and_hold_up<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let mut work = pin!(work);
    let mut hold_up = Duration::ZERO;
    loop {
        let dozed_off = Instant::now();
        let done = timeout(NAP, work.as_mut()).await;
        hold_up += dozed_off.elapsed().saturating_sub(NAP + TICK);
        if let Ok(done) = done {
            return (done, hold_up);
        }
    }
}

#[tokio::test]
async fn whoever_asks_is_told_within_three_seconds_and_nothing_piles_up_meanwhile() {
    let cluster = TestCluster::private();
    let database = TestDatabase::create_on(&cluster).await;
    let server = Program::on(database.url()).serve().await;
    let ada = server.owner("ada").await;
    // So that as many connections of clients are open before as meanwhile.
    at_once(vec![ada.get("/api/v1/orgs"); everything(&server, &ada).len()]).await;
    let before = server.descriptors();

    let frozen = cluster.freeze();
    for round in 0..ROUNDS {
        let (answers, hold_up) = and_hold_up(all_told(everything(&server, &ada))).await;
        for (answer, took) in answers {
            answer.refused(503, "unavailable");
            // Nobody is told anything while the machine itself stands still.
            let told_in_time = took < BOUND + hold_up;
            assert!(told_in_time, "{took:?}, {hold_up:?} held up, round {round}: {answer}");
        }
        let open = server.descriptors();
        assert!(open <= before + CONNECTIONS, "{before} before, {open} after round {round}");
    }
    server.get("/healthz").await.ok(200);
    drop(frozen);

    // A database that is back has the work before it yet that piled up there.
    server.get("/readyz").once_served().await.ok(200);
    // Nothing was done of what was given up.
    login(&server, &ada.email(), PASSWORD).once_served().await.ok(200);
    ada.get("/api/v1/orgs").once_served().await.ok(200);
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
