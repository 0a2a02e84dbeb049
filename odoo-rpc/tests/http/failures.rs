//! Each way in which a server can fail: kind, outcome, and message of the error.

use std::time::{Duration, Instant};

use odoo_rpc::{Call, Error, Outcome, TransportError, TransportErrorKind as Kind};
use serde_json::json;

use crate::server::{PASSWORD, Reply, Server, builder, html, ok, page, result};

fn read() -> Call {
    Call::read("res.partner", "search_read")
}

fn write() -> Call {
    Call::write("res.partner", "create")
}

/// The error of a call, which must show no secret.
async fn failure(client: &odoo_rpc::Client, call: Call) -> Error {
    let error = match client.call(call).await {
        Ok(answer) => panic!("it should have failed: {answer:?}"),
        Err(error) => error,
    };
    let shown = format!("{error} {error:?} {client:?}");
    assert!(!shown.contains(PASSWORD), "{shown}");
    error
}

/// The transport error of a call.
async fn transport_failure(client: &odoo_rpc::Client, call: Call) -> TransportError {
    match failure(client, call).await {
        Error::Transport(error) => error,
        other => panic!("{other:?}"),
    }
}

/// Checks a read and a write against a server that replies with `reply`: the error's kind, the outcome of the write, and a part
/// of the message. A read changes nothing, so its outcome is always `NotDone`.
async fn check(
    reply: impl Fn() -> Reply + Send + Sync + 'static,
    kind: Kind,
    outcome: Outcome,
    part: &str,
) {
    let server = Server::start(move |_| reply()).await;
    for (call, outcome) in [(read(), Outcome::NotDone), (write(), outcome)] {
        let name = call.name();
        let error = transport_failure(&server.client(), call).await;
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{error}");
        let sentence = error.to_string();
        assert!(sentence.contains(part), "{sentence}");
        assert!(sentence.contains(&name), "{sentence}");
    }
}

#[tokio::test]
async fn nothing_listens() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = builder(&format!("http://127.0.0.1:{port}"))
        .build()
        .unwrap();
    let error = transport_failure(&client, write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::NotConnected, Outcome::NotDone)
    );
    let sentence = error.to_string();
    assert!(
        sentence.contains("refused the connection; is Odoo running there?"),
        "{sentence}"
    );
}

#[tokio::test]
async fn a_host_that_does_not_exist() {
    let builder = builder("http://no-such-host.invalid").allow_plain_http();
    let client = builder.build().unwrap();
    let error = transport_failure(&client, write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::UnknownHost, Outcome::NotDone),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("http://no-such-host.invalid cannot be found"),
        "{error}"
    );
}

#[tokio::test]
async fn plain_http_on_a_tls_port() {
    // A TLS server's alert: unexpected message.
    let server = Server::start_raw(|_| Reply::Bytes(vec![0x15, 3, 3, 0, 2, 2, 10])).await;
    let error = transport_failure(&server.client(), write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::NotHttp, Outcome::NotDone)
    );
    assert!(error.to_string().contains("write `https://`"), "{error}");
    // nginx's page.
    let body = "<h1>400 Bad Request</h1><p>The plain HTTP request was sent to HTTPS port</p>";
    let server = Server::start_raw(move |_| Reply::Bytes(html("400 Bad Request", body))).await;
    let error = failure(&server.client(), write()).await;
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert!(error.to_string().contains("write `https://`"), "{error}");
}

#[tokio::test]
async fn tls_on_a_plain_http_port() {
    let server = Server::start_raw(|_| Reply::Bytes(html("400 Bad Request", "Bad request"))).await;
    let client = builder(&server.url().replace("http:", "https:"))
        .build()
        .unwrap();
    let error = transport_failure(&client, write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Tls, Outcome::NotDone),
        "{error:?}"
    );
    assert!(error.to_string().contains("write `http://`"), "{error}");
}

#[tokio::test]
async fn html_instead_of_json() {
    let reply = || Reply::Bytes(html("200 OK", "<!DOCTYPE html><title>Welcome</title>"));
    check(
        reply,
        Kind::NotJson,
        Outcome::Unknown,
        "an HTML page instead of JSON",
    )
    .await;
}

#[tokio::test]
async fn an_empty_body() {
    check(
        || Reply::Bytes(ok("")),
        Kind::NotJson,
        Outcome::Unknown,
        "an empty body",
    )
    .await;
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let reply = || {
        let mut bytes = ok(r#"{"jsonrpc": "2.0", "id": 2, "result": [1, 2, 3]}"#);
        bytes.truncate(bytes.len() - 10);
        Reply::Bytes(bytes)
    };
    check(
        reply,
        Kind::Incomplete,
        Outcome::Unknown,
        "broke off after 38 bytes",
    )
    .await;
}

#[tokio::test]
async fn a_body_that_breaks_off_where_no_length_was_told() {
    let reply = || Reply::Bytes(b"HTTP/1.0 200 OK\r\n\r\n{\"id\": 2, \"result\": [1".to_vec());
    let server = Server::start(move |_| reply()).await;
    let error = server.client().call(write()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(
        error.to_string().contains("the end of the response"),
        "{error}"
    );
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer() {
    check(
        || Reply::Close,
        Kind::ConnectionLost,
        Outcome::Unknown,
        "ended before",
    )
    .await;
}

#[tokio::test]
async fn a_gateway_without_odoo_behind_it() {
    for (status, number) in [
        ("502 Bad Gateway", 502),
        ("503 Service Unavailable", 503),
        ("504 Gateway Timeout", 504),
    ] {
        let reply = move || Reply::Bytes(html(status, "<h1>nginx</h1>"));
        check(
            reply,
            Kind::Status(number),
            Outcome::Unknown,
            "its Odoo does not",
        )
        .await;
    }
}

#[tokio::test]
async fn a_page_that_does_not_exist_without_a_session() {
    // The response of a host of many databases (16 to 19). The session is renewed once, in vain.
    let server =
        Server::start(|_| Reply::Bytes(html("404 NOT FOUND", "<title>404 Not Found</title>")))
            .await;
    let error = transport_failure(&server.client(), write()).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Status(404), Outcome::NotDone)
    );
    assert!(
        error.to_string().contains("a host of many databases"),
        "{error}"
    );
    assert_eq!((server.logins(), server.calls().len()), (2, 3));
}

#[tokio::test]
async fn the_json_of_a_page_that_does_not_exist() {
    // The response of Odoo 14.
    let server = Server::start(|request| {
        let body = json!({
            "jsonrpc": "2.0",
            "id": request.body["id"],
            "error": {"code": 404, "message": "404: Not Found", "data": {}},
        });
        Reply::Bytes(page("404 NOT FOUND", JSON, &body.to_string()))
    })
    .await;
    let error = failure(&server.client(), read()).await;
    assert!(error.to_string().contains(&server.url()), "{error}");
    let Error::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.kind(), Kind::Status(404));
}

const JSON: &str = "Content-Type: application/json\r\n";

#[tokio::test]
async fn a_gateways_json_is_not_the_servers_exception() {
    let body = r#"{"error": {"code": 504, "message": "Gateway Timeout"}}"#;
    let reply = move || Reply::Bytes(page("504 Gateway Timeout", JSON, body));
    check(
        reply,
        Kind::Status(504),
        Outcome::Unknown,
        "its Odoo does not",
    )
    .await;
    // The same with a status without a special meaning.
    let reply = move || Reply::Bytes(page("200 OK", JSON, body));
    check(reply, Kind::WrongResponse, Outcome::Unknown, "it has no id").await;
}

#[tokio::test]
async fn a_page_that_may_have_been_put_in_place_of_an_answer() {
    let reply = || Reply::Bytes(html("403 Forbidden", "<h1>Blocked</h1>"));
    check(reply, Kind::Status(403), Outcome::Unknown, "403").await;
    let reply = || Reply::Bytes(html("413 Too Large", ""));
    check(
        reply,
        Kind::Status(413),
        Outcome::NotDone,
        "send less at once",
    )
    .await;
}

#[tokio::test]
async fn an_answer_with_a_broken_header() {
    let reply = || Reply::Bytes(b"HTTP/1.0 200 OK\r\nbad header\r\n\r\n{}".to_vec());
    check(reply, Kind::NotHttp, Outcome::Unknown, "is not HTTP").await;
}

#[tokio::test]
async fn an_answer_to_another_request() {
    let reply = || Reply::Bytes(ok(r#"{"jsonrpc": "2.0", "id": 999, "result": []}"#));
    check(
        reply,
        Kind::WrongResponse,
        Outcome::Unknown,
        "found the id 999",
    )
    .await;
}

#[tokio::test]
async fn an_answer_that_is_too_large() {
    let server =
        Server::start(|request| Reply::Bytes(ok(&result(request, &json!("x".repeat(4096)))))).await;
    let client = server.builder().max_response_bytes(1024).build().unwrap();
    let error = transport_failure(&client, read()).await;
    assert_eq!(error.kind(), Kind::TooLarge);
    assert!(
        error.to_string().contains("more than 1024 bytes"),
        "{error}"
    );
    let client = server.builder().max_response_bytes(8192).build().unwrap();
    client.call(read()).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_never_comes() {
    let server = Server::start(|request| {
        if request.path.ends_with("/warm_up") {
            return Reply::Bytes(ok(&result(request, &json!([]))));
        }
        Reply::Silence
    })
    .await;
    let client = server
        .builder()
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    // The login is not measured.
    client.call(Call::read("m", "warm_up")).await.unwrap();
    for (call, outcome) in [(read(), Outcome::NotDone), (write(), Outcome::Unknown)] {
        let began = Instant::now();
        let error = failure(&client, call.with_timeout(Duration::from_millis(200))).await;
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!((error.kind(), error.outcome()), (Kind::Timeout, outcome));
        assert!(error.to_string().contains("within 200ms"), "{error}");
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "the call's own limit counts"
        );
    }
}
