//! The whole life of an account, as a new user would live it.

use serde_json::json;
use tenantry_testkit::{PASSWORD, Person, Requests as _, SignUp, TestServer};

use crate::fixtures::{
    NEW_PASSWORD, add_phone, claims, delete_account, forgot_password, login, reset_password,
    verify_email, verify_phone,
};

const EMAIL: &str = "ada@example.com";
const ME: &str = "/api/v1/users/me";
const NUMBER: &str = "+4915123456789";

#[tokio::test]
async fn from_sign_up_to_good_bye() {
    let server = TestServer::start().await;
    let ada = Person::sign_up(server.client(), SignUp::named("ada")).await;

    // The code lies below the data folder.
    let code = server.next_mail("verify-email", EMAIL).await.code();
    let folder = server.program().data_dir().join("outbox/mail");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
    verify_email(&server, EMAIL, &code).await.ok(200);
    let old = ada.signs_in().await;
    assert_eq!(old.get(ME).await.ok(200)["email_verified"], true);

    // The password is forgotten, and a new one chosen.
    forgot_password(&server, EMAIL).await.ok(200);
    let mail = server.next_mail("reset-password", EMAIL).await;
    let page = mail.link().replace("http://localhost:8080", "");
    server.get(page.split('#').next().unwrap()).await.is(200);
    reset_password(&server, &mail.token(), NEW_PASSWORD).await.ok(200);
    server.next_mail("password-changed", EMAIL).await;

    // The old session is dead, and the new one is the one there is.
    old.get(ME).await.refused(401, "unauthorized");
    let ada = old.signs_in_with(NEW_PASSWORD).await;
    let sessions = ada.get("/api/v1/users/me/sessions").await.ok(200);
    let [session] = &sessions["data"].as_array().unwrap()[..] else { panic!("{sessions}") };
    assert_eq!(session["id"], claims(&ada.access_token)["sid"]);
    assert_eq!(session["current"], true);

    add_phone(&ada, NUMBER).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    verify_phone(&ada, &code).await.ok(200);
    let account = ada.get(ME).await.ok(200);
    assert_eq!(account["phone_number"], NUMBER);
    assert_eq!(
        (&account["email_verified"], &account["phone_verified"]),
        (&json!(true), &json!(true))
    );
    let told = ada.get("/api/v1/users/me/events").await.ok(200);
    assert_eq!(told["data"][0]["action"], "phone.verify");

    delete_account(&ada, NEW_PASSWORD).await.ok(200);
    ada.get(ME).await.refused(401, "unauthorized");
    for password in [PASSWORD, NEW_PASSWORD] {
        login(&server, EMAIL, password).await.refused(401, "invalid_credentials");
    }
    Person::sign_up(server.client(), SignUp::named("ada")).await;
}
