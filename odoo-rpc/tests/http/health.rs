//! The health check.

use std::time::Duration;

use odoo_rpc::{Error, Outcome, TransportErrorKind as Kind};
use serde_json::json;
use tokio::time::timeout;

use crate::server::{Reply, Server, html, ok, page, result};

/// The error of the health check for a server with this response.
async fn sick(reply: impl Fn() -> Reply + Send + Sync + 'static) -> String {
    let server = Server::start(move |_| reply()).await;
    let error = server.client().check_health().await.unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (transport.kind(), error.outcome()),
        (Kind::WrongResponse, Outcome::NotDone)
    );
    assert_eq!(server.requests().len(), 1, "there is nothing else to ask");
    error.to_string()
}

#[tokio::test]
async fn health_is_asked_for_without_a_login() {
    let server = Server::start(|request| match request.path.as_str() {
        "/web/health?db_server_status=1" => Reply::Bytes(ok(r#"{"status": "pass"}"#)),
        other => panic!("{other}"),
    })
    .await;
    server.client().check_health().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    // Odoo 14 does not have the page.
    let server = Server::start(|request| match request.path.as_str() {
        "/web/webclient/version_info" => Reply::Bytes(ok(&result(request, &json!({})))),
        _ => Reply::Bytes(html("404 Not Found", "x")),
    })
    .await;
    server.client().check_health().await.unwrap();
    let sick = Server::start(|_| {
        Reply::Bytes(page(
            "500 Oops",
            "Content-Type: application/json\r\n",
            r#"{"status": "fail"}"#,
        ))
    })
    .await;
    let error = sick.client().check_health().await.unwrap_err();
    assert!(error.to_string().contains("HTTP 500"), "{error}");
}

#[tokio::test]
async fn a_reported_problem_is_an_error_with_any_status() {
    let sentence = sick(|| Reply::Bytes(ok(r#"{"status": "fail"}"#))).await;
    assert!(
        sentence.ends_with("reports a problem to `/web/health`: `fail`"),
        "{sentence}"
    );
}

#[tokio::test]
async fn another_page_is_not_healthy() {
    let page = || Reply::Bytes(html("200 OK", "<!DOCTYPE html><title>Welcome</title>"));
    let other = || Reply::Bytes(ok(r#"{"up": true}"#));
    let large = format!(r#"{{"status": "pass", "more": "{}"}}"#, "x".repeat(4096));
    let told = large.clone();
    let told = move || Reply::Bytes(ok(&told));
    // It has no length, and ends with the connection.
    let untold = move || Reply::Bytes(format!("HTTP/1.0 200 OK\r\n\r\n{large}").into_bytes());
    for sentence in [
        sick(page).await,
        sick(other).await,
        sick(told).await,
        sick(untold).await,
    ] {
        assert!(
            sentence.ends_with("is not Odoo's: is there a gateway in front of it?"),
            "{sentence}"
        );
    }
}

#[tokio::test]
async fn an_endless_response_is_an_error() {
    let endless = |_: &_| Reply::Trickle(b"HTTP/1.0 200 OK\r\n\r\n{".to_vec());
    let server = Server::start(endless).await;
    let client = server.client().with_timeout(Duration::from_millis(200));
    let asked = timeout(Duration::from_secs(10), client.check_health());
    let error = asked.await.unwrap().unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(transport.kind(), Kind::Timeout);
    assert!(error.to_string().contains("within 200ms"), "{error}");
}
