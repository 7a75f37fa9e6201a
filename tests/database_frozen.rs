//! The database stands still, as behind a network that drops everything: whoever asks is told so in time, whatever they ask for.

use std::time::{Duration, Instant};

use tenantry_testkit::{
    Answer, PASSWORD, Person, Program, Request, Requests as _, SignUp, TestCluster, TestDatabase,
    TestServer,
};

use crate::fixtures::{NEW_PASSWORD, PATIENCE, at_once, change_password, login};

/// Nobody waits longer, whatever their request asks the database for, and however often.
const BOUND: Duration = Duration::from_secs(3);
const ROUNDS: usize = 4;
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
        let sent: Vec<_> =
            everything(&server, &ada).into_iter().map(|each| tokio::spawn(told(each))).collect();
        for each in sent {
            let (answer, took) = each.await.unwrap();
            answer.refused(503, "unavailable");
            assert!(took < BOUND, "{took:?}, round {round}: {answer}");
        }
        let open = server.descriptors();
        assert!(open <= before + CONNECTIONS, "{before} before, {open} after round {round}");
    }
    server.get("/healthz").await.ok(200);
    drop(frozen);

    let thawed = Instant::now();
    while server.get("/readyz").await.status != 200 {
        assert!(thawed.elapsed() < PATIENCE, "it does not come back: {}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Nothing was done of what was given up.
    login(&server, &ada.email(), PASSWORD).await.ok(200);
    ada.get("/api/v1/orgs").await.ok(200);
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
