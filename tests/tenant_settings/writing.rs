//! Writing settings, listing and removing them.

use serde_json::{Value, json};
use tenantry_testkit::Requests as _;

use super::{MASK, PATH, SETTING, listed, send, server_and_ada};
use crate::fixtures::{at_once, keys, never_issued, put_setting, seconds};

#[tokio::test]
async fn a_new_one_is_made_and_one_that_is_there_replaced() {
    let (_server, ada) = server_and_ada().await;
    assert_eq!(listed(&ada).await, Vec::<Value>::new());
    let made = put_setting(&ada, "theme", "dark").await.ok(201);
    assert_eq!(keys(&made), SETTING);
    assert_eq!((&made["name"], &made["value"]), (&json!("theme"), &json!("dark")));
    assert_eq!((&made["isSecret"], &made["tenantId"]), (&json!(false), &json!(ada.tenant().await)));
    assert_eq!(seconds(&made["createdAt"]), seconds(&made["updatedAt"]));
    assert_eq!(ada.get(PATH).await.ok(200), json!([made]));

    let replaced = put_setting(&ada, "theme", "light").await.ok(200);
    assert_eq!((&replaced["id"], &replaced["createdAt"]), (&made["id"], &made["createdAt"]));
    assert_eq!(replaced["value"], "light");
    assert_ne!(replaced["updatedAt"], made["updatedAt"]);
    assert_eq!(listed(&ada).await, [replaced]);
}

#[tokio::test]
async fn a_value_is_any_text_that_fits() {
    let (_server, ada) = server_and_ada().await;
    let longest = "ä".repeat(4096);
    for value in ["", " ", "a\nb\tc", "{\"json\": true}", "🚀", &longest] {
        put_setting(&ada, "value", value).await;
        assert_eq!(listed(&ada).await[0]["value"], value);
    }
}

#[tokio::test]
async fn they_are_listed_by_name() {
    let (_server, ada) = server_and_ada().await;
    for name in ["mail.from", "brand", "theme", "a"] {
        put_setting(&ada, name, "x").await.ok(201);
    }
    let names: Vec<Value> = listed(&ada).await.iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["a", "brand", "mail.from", "theme"]);
}

#[tokio::test]
async fn names_that_differ_in_anything_are_different_settings() {
    let (_server, ada) = server_and_ada().await;
    let names = ["max-size", "max.size", "max_size", "maxSize", "MaxSize"];
    for name in names {
        put_setting(&ada, name, name).await.ok(201);
    }
    let settings = listed(&ada).await;
    assert_eq!(settings.len(), names.len());
    assert!(settings.iter().all(|setting| setting["name"] == setting["value"]), "{settings:#?}");
}

#[tokio::test]
async fn deleting_one_is_for_good() {
    let (server, ada) = server_and_ada().await;
    let path_of = |setting: &Value| format!("{PATH}/{}", setting["id"].as_str().unwrap());
    let made = put_setting(&ada, "smtp.password", "hunter2").await.ok(201);
    put_setting(&ada, "theme", "dark").await.ok(201);
    ada.delete(&path_of(&made)).await.is(200);
    ada.delete(&path_of(&made)).await.refused(404, "not_found");
    ada.delete(&format!("{PATH}/{}", never_issued())).await.refused(404, "not_found");
    for id in ["1", "x", "null"] {
        ada.delete(&format!("{PATH}/{id}")).await.refused(400, "invalid_request");
    }
    assert_eq!(listed(&ada).await.len(), 1);
    // There is nothing that the mask could stand for, and a new one is another.
    put_setting(&ada, "smtp.password", MASK).await.refused(400, "invalid_request");
    let again = put_setting(&ada, "smtp.password", "hunter3").await.ok(201);
    assert_ne!(again["id"], made["id"]);

    let eve = server.owner("eve").await;
    eve.delete(&path_of(&again)).await.refused(404, "not_found");
    assert_eq!(eve.get(PATH).await.ok(200), json!([]));
    assert_eq!(listed(&ada).await.len(), 2);
}

#[tokio::test]
async fn of_twenty_who_write_one_at_once_one_makes_it() {
    let (_server, ada) = server_and_ada().await;
    let bodies = (0..20).map(|number| json!({"name": "theme", "value": number.to_string()}));
    let answers = at_once(bodies.map(|body| send(&ada, &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "{answers:#?}");
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 19, "{answers:#?}");
    let [setting] = &listed(&ada).await[..] else { panic!("{answers:#?}") };
    assert!(answers.iter().all(|answer| answer.json()["id"] == setting["id"]), "{answers:#?}");
}

#[tokio::test]
async fn there_is_room_for_five_hundred_also_when_many_come_at_once() {
    let (server, ada) = server_and_ada().await;
    let numbers: Vec<u32> = (0..480).collect();
    for some in numbers.chunks(40) {
        let requests = some.iter().map(|number| put_setting(&ada, &format!("s{number}"), "x"));
        for answer in at_once(requests).await {
            answer.ok(201);
        }
    }
    let late = (0..40).map(|number| put_setting(&ada, &format!("late.{number}"), "x"));
    let answers = at_once(late).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 20);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(400, "setting_limit_reached");
    }
    assert_eq!(listed(&ada).await.len(), 500);

    // What is there may change, and what is removed makes room.
    let changed = put_setting(&ada, "s0", "y").await.ok(200);
    ada.delete(&format!("{PATH}/{}", changed["id"].as_str().unwrap())).await.is(200);
    put_setting(&ada, "another", "x").await.ok(201);
    put_setting(&ada, "one.too.many", "x").await.refused(400, "setting_limit_reached");
    put_setting(&server.owner("eve").await, "theme", "x").await.ok(201);
}
