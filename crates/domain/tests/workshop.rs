//! The example of a service that takes its rules from the domain does what it says.

#[path = "../examples/workshop/main.rs"]
mod workshop;

#[tokio::test]
async fn it_keeps_tenants_apart_and_refuses_what_the_domain_refuses() {
    let expected = [
        "a project is made: Engine",
        "and another: Bench",
        "of the same name: refused, as a project of this organization has this name already",
        "without a name: refused, as the name must not be blank",
        "they see both: Bench, Engine",
        "another tenant sees none of it: refused, as there is no such thing here",
        "and makes its own: Engine",
        "somebody with a revoked key: refused, as the credential is not valid",
        "somebody with none: refused, as the credential is not valid",
    ];
    assert_eq!(workshop::run().await.unwrap(), expected);
}

#[test]
fn it_runs_as_a_program_too() {
    workshop::main().unwrap();
}
