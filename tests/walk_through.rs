//! The walk-through of the README, line by line.

use tenantry_testkit::{Program, Requests as _, TestServer};

const README: &str = include_str!("../README.md");

/// The lines to paste: every `sh` block of the section.
fn lines_to_paste() -> String {
    let (_, rest) = README.split_once("\n## Walk-through\n").expect("there is a walk-through");
    let section = rest.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect()
}

#[tokio::test]
async fn its_lines_lead_from_sign_up_to_a_dead_key_and_on_to_programs() {
    let server = TestServer::start().await;
    let script = lines_to_paste();
    // Where the reader's service listens and which binary they built is all that is different here.
    let address = server.client().base();
    let program = Program::executable().display().to_string();
    let here = [("http://127.0.0.1:8080", address), ("target/release/tenantry", program.as_str())];
    let script = here.into_iter().fold(script, |script, (there, here)| {
        assert_eq!(script.matches(there).count(), 1, "{there} in\n{script}");
        script.replace(there, here)
    });
    let ended = server.program().run_in_shell(&script).await;
    let printed = ended.stdout.clone();
    assert!(ended.stderr.lines().all(|line| !line.contains("error")), "{ended:#?}");
    assert!(printed.contains("sk-nc-"), "{ended:#?}");
    assert!(printed.contains(r#""active": true"#), "{ended:#?}");
    assert!(printed.contains("{\"active\":false}"), "{ended:#?}");
    for word in ["Made by a job", "personal_access_token"] {
        assert!(printed.contains(word), "{word}: {ended:#?}");
    }
    ended.succeeded();
}
