//! Bodies: malformed, of the wrong type, too large.

use tenantry_testkit::{Answer, Requests as _, raw};

use super::surface::{Operation, Surface};

const JSON: &str = "application/json";
const LIMIT: usize = 64 * 1024;

fn malformed() -> Vec<Vec<u8>> {
    let deep = |open: &str| format!(r#"{{"name": {}"#, open.repeat(5_000)).into_bytes();
    let texts = [
        "",
        " ",
        "{",
        "}",
        "[]",
        "null",
        "true",
        "5",
        r#""name""#,
        "{} x",
        "{}{}",
        "{'name': 'a'}",
        "{name: 1}",
        r#"{"name": "a",}"#,
        r#"{"name": NaN}"#,
        r#"{"name": 1e999999}"#,
        r#"{"name": -1e999999}"#,
        r#"{"name": 123456789012345678901234567890123456789012345678901234567890}"#,
        r#"{"name": "a\u0000b", "email": "a\u0000b", "refresh_token": 5, "first_name": "\u0000"}"#,
        r#"{"name": "\ud800"}"#,
        r#"{"name": "a"#,
        "{\"name\": \"a\u{0}b\"}",
        "\u{feff}{}",
        "name=a",
        "<name>a</name>",
    ];
    let mut bodies: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    bodies.extend([
        b"{\"name\": \"\xff\xfe\"}".to_vec(),
        b"{\"\xff\": 1}".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        deep("["),
        deep(r#"{"name": "#),
        // As `resource_type` is absent and unknown fields may be ignored, followed but not understood.
        format!(r#"{{"x": {}1{}}}"#, "[".repeat(20_000), "]".repeat(20_000)).into_bytes(),
    ]);
    bodies
}

fn with_json(surface: &Surface) -> impl Iterator<Item = &Operation> {
    surface.operations.iter().filter(|operation| operation.body.as_deref() == Some(JSON))
}

async fn send(surface: &Surface, operation: &Operation, media_type: &str, body: Vec<u8>) -> Answer {
    let path = surface.path(&operation.template);
    surface.client(operation).request(&operation.method, &path).body(media_type, body).await
}

#[tokio::test]
async fn what_is_no_sound_json_is_refused() {
    let surface = Surface::read().await;
    for operation in with_json(&surface) {
        for body in malformed() {
            let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
            let answer = send(&surface, operation, JSON, body).await;
            assert_eq!(answer.status, 400, "{shown}\n{answer}");
            answer.refused(400, "invalid_request");
        }
    }
    surface.assert_well().await;
}

#[tokio::test]
async fn a_body_is_of_the_type_that_the_operation_takes() {
    let surface = Surface::read().await;
    for operation in surface.operations.iter().filter(|operation| operation.body.is_some()) {
        let wanted = operation.body.as_deref().unwrap();
        let other = if wanted == JSON { "application/x-www-form-urlencoded" } else { JSON };
        for media_type in
            [other, "text/plain", "text/html", "application/jsonp", "", ";", "multipart/form-data"]
        {
            let answer = send(&surface, operation, media_type, b"{}".to_vec()).await;
            answer.refused(415, "unsupported_media_type");
        }
        let path = surface.path(&operation.template);
        let bare = surface.client(operation).request(&operation.method, &path).await;
        bare.refused(415, "unsupported_media_type");
        let request = surface.client(operation).request(&operation.method, &path);
        let packed =
            request.header("Content-Encoding", "gzip").body(wanted, *b"\x1f\x8b\x08").await;
        packed.refused(415, "unsupported_media_type");
        for media_type in [format!("{wanted}; charset=utf-8"), wanted.to_uppercase()] {
            let answer = send(&surface, operation, &media_type, b"[]".to_vec()).await;
            answer.refused(400, "invalid_request");
        }
    }
    surface.assert_well().await;
}

#[tokio::test]
async fn a_body_has_at_most_64_kib() {
    let surface = Surface::read().await;
    // A hundred credentials have room in a question.
    let small =
        surface.operations.iter().filter(|operation| operation.template != "/api/v1/verify");
    for operation in small.filter(|operation| operation.body.is_some()) {
        let media_type = operation.body.as_deref().unwrap();
        let too_large = vec![b' '; LIMIT + 1];
        let answer = send(&surface, operation, media_type, too_large.clone()).await;
        answer.refused(413, "payload_too_large");
        let answer = send(&surface, operation, media_type, vec![b' '; LIMIT]).await;
        answer.refused(400, "invalid_request");

        // In chunks, so that nothing announces the length.
        let (method, path) = (&operation.method, surface.path(&operation.template));
        let client = surface.client(operation);
        let credential = client.credential_line().unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
             {credential}Transfer-Encoding: chunked\r\n\r\n"
        );
        let mut request = head.into_bytes();
        for chunk in too_large.chunks(8192) {
            request.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            request.extend_from_slice(chunk);
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"0\r\n\r\n");
        let answer = raw::exchange(client, &request).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{method} {path}: {answer}");
        assert!(answer.contains(r#""code":"payload_too_large""#), "{method} {path}: {answer}");
    }
    surface.assert_well().await;
}
