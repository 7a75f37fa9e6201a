//! The example of a service that links the verifier does what it says.

#[path = "../examples/engine/main.rs"]
mod engine;

#[tokio::test]
async fn it_serves_live_keys_from_memory_and_nobody_who_can_not_be_checked() {
    let tenant = "00000000-0000-0000-0000-000000000001";
    let expected = [
        &format!("a key for the first time: served for tenant {tenant} (1 asked)"),
        &format!("the same again: served for tenant {tenant} (1 asked)"),
        "what is no key: refused: no key (1 asked)",
        "one that nobody made: refused: unknown (2 asked)",
        "the same again: refused: unknown (2 asked)",
        &format!("once somebody has: served for tenant {tenant} (3 asked)"),
        "one for something else: refused: made for something else (4 asked)",
        "a key that was revoked: refused: revoked (5 asked)",
        "with the registry gone: no answer: the store is unavailable (5 asked)",
        &format!("with the registry back: served for tenant {tenant} (5 asked)"),
    ];
    assert_eq!(engine::run().await.unwrap(), expected);
}

#[test]
fn it_runs_as_a_program_too() {
    engine::main().unwrap();
}
