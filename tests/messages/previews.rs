//! Examples of mail, for whoever configures its look.

use std::fs;

use tenantry_testkit::{Mail, Program};

#[tokio::test]
async fn each_kind_of_mail_can_be_looked_at_without_any_database() {
    let program = Program::on("postgres://nobody@127.0.0.1:1/nowhere")
        .with("brand.name", "Analytical Engines")
        .with("brand.support_address", "help@engines.example")
        .with("mail.from", "Engines <no-reply@engines.example>")
        .with("server.public_url", "https://id.engines.example");
    let names = program.run(&["mail", "preview"]).await.succeeded();
    let names: Vec<&str> = names.lines().collect();
    for needed in
        ["verify-email", "reset-password", "password-changed", "new-sign-in", "invitation"]
    {
        assert!(names.contains(&needed), "{needed} in {names:?}");
    }
    for name in names {
        let printed = program.run(&["mail", "preview", name]).await.succeeded();
        assert_eq!(printed.trim(), format!("{name}.eml"));
        let file = program.data_dir().join(format!("{name}.eml"));
        let mail = Mail::read(&fs::read(file).unwrap());
        assert_eq!(mail.from, "no-reply@engines.example");
        for words in [&mail.text, &mail.html] {
            assert!(words.contains("Analytical Engines"), "{name}: {words}");
            assert!(words.contains("help@engines.example"), "{name}: {words}");
        }
        if name == "reset-password" {
            let link = mail.link();
            assert!(link.starts_with("https://id.engines.example/reset-password#token="), "{link}");
        }
    }
}

#[tokio::test]
async fn it_is_written_where_and_as_what_one_says() {
    let program = Program::new();
    let preview = ["mail", "preview", "verify-email", "--output"];
    for (file, begins) in [("code.html", "<!doctype html>"), ("code.txt", "Hello Ada,")] {
        program.run(&[&preview[..], &[file]].concat()).await.succeeded();
        let written = fs::read_to_string(program.data_dir().join(file)).unwrap();
        assert!(written.starts_with(begins), "{written}");
        assert!(written.contains("123456"), "{written}");
    }
    let nowhere = program.run(&[&preview[..], &["no/such/folder/code.eml"]].concat()).await;
    assert!(nowhere.failed().contains("no/such/folder/code.eml"));
    let unknown = program.run(&["mail", "preview", "postcard"]).await;
    assert_eq!(unknown.status.code(), Some(2), "{unknown:?}");
}
