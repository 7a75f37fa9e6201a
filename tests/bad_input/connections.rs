//! What no proper client sends, and what takes too long.

use std::time::Duration;

use tenantry_testkit::{Requests as _, TestServer, raw};

#[tokio::test]
async fn what_is_no_http_is_refused_and_does_no_harm() {
    let server = TestServer::start().await;
    let long_header =
        format!("GET /healthz HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "a".repeat(1 << 20));
    let many_headers =
        format!("GET /healthz HTTP/1.1\r\nHost: a\r\n{}\r\n", "A: b\r\n".repeat(5000));
    let requests: [&[u8]; 14] = [
        b"nonsense\r\n\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /health z HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /healthz\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        long_header.as_bytes(),
        many_headers.as_bytes(),
    ];
    for request in requests {
        let mut connection = raw::Connection::to(server.client()).await;
        connection.send(request).await;
        connection.finish().await;
        let answer = connection.answer().await;
        let shown = String::from_utf8_lossy(&request[..request.len().min(80)]);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{shown}: {answer}");
        server.get("/healthz").await.ok(200);
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[tokio::test]
async fn a_body_that_breaks_off_is_the_end_of_its_request() {
    let server = TestServer::start().await;
    let mut connection = raw::Connection::to(server.client()).await;
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    connection.send(head).await;
    connection.finish().await;
    let answer = connection.answer().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    server.get("/healthz").await.ok(200);
}

#[tokio::test]
async fn headers_and_bodies_that_do_not_come_are_not_waited_for() {
    let server = TestServer::start().await;
    let mut headers = raw::Connection::to(server.client()).await;
    headers.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await;
    let mut body = raw::Connection::to(server.client()).await;
    let head =
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    body.send(format!("{head}Content-Length: 50\r\n\r\n{{\"email\": ")).await;
    // A body that drips is as slow as one that stops.
    let mut dripping = raw::Connection::to(server.client()).await;
    dripping.send(format!("{head}Content-Length: 50000\r\n\r\n{{\"email\": ")).await;
    let drip = async {
        dripping.drip(" ", Duration::from_millis(100)).await;
        dripping.answer().await
    };
    let (headers, body, dripping) = tokio::join!(headers.answer(), body.answer(), drip);
    assert!(headers.is_empty() || headers.starts_with("HTTP/1.1 408 "), "{headers}");
    for answer in [body, dripping] {
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains(r#""code":"request_timeout""#), "{answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    }
    server.get("/healthz").await.ok(200);
}
