//! Signing up: what it takes, what it makes, and every way to be refused.

use serde_json::{Value, json};
use tenantry_testkit::{Answer, Person, Requests as _, SignUp, TestServer};

use crate::fixtures::{at_once, claims, keys, seconds};

const PATH: &str = "/api/v1/auth/signup";

async fn answer(server: &TestServer, request: &SignUp) -> Answer {
    server.post(PATH).json(request.body()).await
}

#[tokio::test]
async fn the_answer_is_the_account() {
    let server = TestServer::start().await;
    let request = SignUp::named("Ada").with("middle_name", "King");
    let account = answer(&server, &request).await.ok(201);
    assert_eq!(
        keys(&account),
        [
            "created_at",
            "email",
            "email_verified",
            "first_name",
            "id",
            "last_name",
            "middle_name",
            "phone_number",
            "phone_verified",
            "status",
            "updated_at",
        ]
    );
    assert_eq!(account["id"].as_str().unwrap().get(14..15), Some("7"), "the version of the id");
    assert_eq!(account["email"], "Ada@example.com");
    assert_eq!(account["first_name"], "Ada");
    assert_eq!(account["middle_name"], "King");
    assert_eq!(account["last_name"], "Lovelace");
    assert_eq!(account["phone_number"], Value::Null);
    assert_eq!(account["status"], "active");
    assert_eq!(account["email_verified"], false);
    assert_eq!(account["phone_verified"], false);
    assert_eq!(seconds(&account["created_at"]), seconds(&account["updated_at"]));
}

#[tokio::test]
async fn every_field_is_checked_and_named() {
    let server = TestServer::start().await;
    let ada = || SignUp::named("ada");
    for field in ["email", "password", "first_name", "last_name"] {
        answer(&server, &ada().without(field)).await.blames(&[field]);
        answer(&server, &ada().with(field, Value::Null)).await.blames(&[field]);
    }
    let texts = [
        "email",
        "password",
        "first_name",
        "last_name",
        "middle_name",
        "organization_name",
        "referral_code",
        "invite_token",
    ];
    for field in texts {
        for value in [json!(5), json!(true), json!(["a"]), json!({"a": "b"})] {
            answer(&server, &ada().with(field, value)).await.blames(&[field]);
        }
    }
    for field in ["first_name", "last_name", "middle_name"] {
        for value in ["", "   ", "a\u{0}b", "a\nb", &"a".repeat(51)] {
            answer(&server, &ada().with(field, value)).await.blames(&[field]);
        }
    }
    for value in ["", " ", "a\tb", &"a".repeat(101)] {
        answer(&server, &ada().with("organization_name", value))
            .await
            .blames(&["organization_name"]);
    }
    let long = format!("{}@example.com", "a".repeat(250));
    for value in
        ["", "ada", "ada@", "@example.com", "a b@example.com", "Ada <ada@example.com>", &long]
    {
        answer(&server, &ada().with("email", value)).await.blames(&["email"]);
    }
    for field in ["role", "id", "status", "email_verified", "tenant_id"] {
        answer(&server, &ada().with(field, "owner")).await.blames(&[field]);
    }
    let both = ada().with("email", "ada").with("last_name", "");
    answer(&server, &both).await.blames(&["email", "last_name"]);
    let twice = r#"{"email": "ada@example.com", "email": "eve@example.com"}"#;
    server.post(PATH).body("application/json", twice).await.blames(&["email"]);
}

#[tokio::test]
async fn names_of_any_script_and_of_the_full_length_are_welcome() {
    let server = TestServer::start().await;
    let request = SignUp::named("grace")
        .with("first_name", "ä".repeat(50))
        .with("middle_name", "名")
        .with("last_name", "🚀".repeat(50));
    let account = answer(&server, &request).await.ok(201);
    assert_eq!(account["first_name"], "ä".repeat(50));
    assert_eq!(account["last_name"], "🚀".repeat(50));
}

#[tokio::test]
async fn passwords_that_would_be_guessed_are_refused_with_a_reason() {
    let server = TestServer::start().await;
    let long = "x7#Kq".repeat(26);
    let passwords = [
        "",
        "xK9#qLz",
        "password",
        "Password123",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "iloveyou123",
        "ada@example.com",
        "ada.lovelace",
        "tenantry1",
        &long,
    ];
    for password in passwords {
        let request = SignUp::named("ada").with("password", password);
        let body = answer(&server, &request).await.refused(400, "weak_password");
        assert_eq!(body["details"][0]["field"], "password", "{password}");
    }
    let good = ["8305619427718350", "пароль длинный и странный", " leading and trailing "];
    for (password, name) in good.into_iter().zip(["ada", "grace", "mary"]) {
        let request = SignUp::named(name).with("password", password);
        let account = answer(&server, &request).await.ok(201);
        let login = json!({"email": account["email"], "password": password});
        server.post("/api/v1/auth/login").json(&login).await.ok(200);
    }
}

#[tokio::test]
async fn an_address_has_one_account_however_it_is_spelt() {
    let server = TestServer::start().await;
    let ada = SignUp::named("ada").with("email", "Ada@Example.com");
    answer(&server, &ada).await.ok(201);
    for spelling in ["Ada@Example.com", "ada@example.com", "ADA@EXAMPLE.COM"] {
        let again = SignUp::named("eve").with("email", spelling);
        answer(&server, &again).await.refused(409, "email_taken");
    }
    let login = json!({"email": "aDA@eXAMPLE.com", "password": tenantry_testkit::PASSWORD});
    server.post("/api/v1/auth/login").json(&login).await.ok(200);
}

#[tokio::test]
async fn of_twenty_who_sign_up_at_once_with_one_address_one_has_it() {
    let server = TestServer::start().await;
    let requests = (0..20).map(|_| server.post(PATH).json(SignUp::named("ada").body()));
    let answers = at_once(requests).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "email_taken");
    }
}

#[tokio::test]
async fn a_referral_code_must_be_an_organizations() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let shown = ada.get(&organization.path("")).await.ok(200);
    let code = shown["referral_code"].as_str().unwrap();

    for wrong in ["", "nonsense", "AAAAAAAAAA", "AAAAAAAAAAA", "' OR 1=1 --"] {
        let request = SignUp::named("grace").with("referral_code", wrong);
        answer(&server, &request).await.refused(400, "invalid_referral_code");
    }
    let grace = SignUp::named("grace").with("referral_code", code);
    let grace = answer(&server, &grace).await.ok(201);
    let kept = "SELECT referred_user_id::text FROM referrals WHERE organization_id = ";
    let referred = server.sql(&format!("{kept}'{}'", organization.id)).await;
    assert_eq!(referred, [grace["id"].as_str().unwrap()]);

    server
        .sql(&format!(
            "UPDATE organizations SET deleted_at = now() WHERE id = '{}'",
            organization.id
        ))
        .await;
    let late = SignUp::named("eve").with("referral_code", code);
    answer(&server, &late).await.refused(400, "invalid_referral_code");
}

#[tokio::test]
async fn a_refused_sign_up_leaves_nothing_behind() {
    let server = TestServer::start().await;
    let request = SignUp::named("ada")
        .with("referral_code", "AAAAAAAAAA")
        .with("organization_name", "Analytical Engines");
    answer(&server, &request).await.refused(400, "invalid_referral_code");
    for table in ["users", "passwords", "tenants", "organizations"] {
        assert_eq!(server.sql(&format!("SELECT count(*)::text FROM {table}")).await, ["0"]);
    }
    answer(&server, &SignUp::named("ada")).await.ok(201);
}

#[tokio::test]
async fn what_is_no_invitation_lets_nobody_in() {
    let server = TestServer::start().await;
    let request = SignUp::named("ada").with("invite_token", "anything");
    answer(&server, &request).await.refused(400, "invalid_invite_token");
    let request = request.with("organization_name", "Analytical Engines");
    answer(&server, &request).await.refused(400, "invalid_invite_token");
}

#[tokio::test]
async fn an_organization_name_makes_a_tenant_and_its_organization() {
    let server = TestServer::start().await;
    let request = SignUp::named("ada").with("organization_name", "Analytical Engines");
    let ada = Person::sign_up(server.client(), request).await.signs_in().await;

    let tenant = ada.get("/api/tenant").await.ok(200);
    assert_eq!(tenant["name"], "Analytical Engines");
    assert_eq!(claims(&ada.access_token)["tid"], tenant["id"]);
    let page = ada.get("/api/v1/orgs").await.ok(200);
    assert_eq!(page["pagination"]["total_items"], 1);
    assert_eq!(page["data"][0]["name"], "Analytical Engines");
    assert_eq!(page["data"][0]["role"], "owner");
    ada.post("/api/tenant").json(&json!({"name": "Another"})).await.refused(400, "tenant_exists");
}

#[tokio::test]
async fn with_the_switch_on_everybody_gets_an_organization() {
    let server = TestServer::configured(&[("auth.signup_creates_organization", "true")]).await;
    let ada = server.signed_up("Ada").await;
    assert_eq!(ada.get("/api/tenant").await.ok(200)["name"], "Ada Lovelace");
    assert_eq!(ada.get("/api/v1/orgs").await.ok(200)["data"][0]["name"], "Ada Lovelace");

    let request = SignUp::named("grace").with("organization_name", "Compilers");
    let grace = Person::sign_up(server.client(), request).await.signs_in().await;
    assert_eq!(grace.get("/api/tenant").await.ok(200)["name"], "Compilers");
}
