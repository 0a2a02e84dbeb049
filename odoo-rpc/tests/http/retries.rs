//! Retries: how many requests the server receives.

use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::{Duration, Instant},
};

use odoo_rpc::{Call, Error, Outcome, TransportErrorKind as Kind};
use serde_json::json;

use crate::server::{Reply, Request, Server, html, ok, page, result};

fn read() -> Call {
    Call::read("res.partner", "search_read")
}

fn write() -> Call {
    Call::write("res.partner", "create")
}

/// Fails this many calls with `failure`, then answers.
async fn failing(
    times: usize,
    failure: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    let calls = AtomicUsize::new(0);
    Server::start(move |request| {
        if calls.fetch_add(1, SeqCst) < times {
            failure(request)
        } else {
            Reply::Bytes(ok(&result(request, &json!(true))))
        }
    })
    .await
}

fn gateway(_: &Request) -> Reply {
    Reply::Bytes(html("502 Bad Gateway", "<html>"))
}

fn conflict(request: &Request) -> Reply {
    let data = json!({"name": "psycopg2.errors.SerializationFailure", "message": "could not serialize access"});
    let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
    let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
    Reply::Bytes(ok(&body.to_string()))
}

#[tokio::test]
async fn a_read_has_three_attempts() {
    for failure in [gateway, |_: &Request| Reply::Close] {
        let server = failing(2, failure).await;
        server.client().call(read()).await.unwrap();
        assert_eq!(server.calls().len(), 3);
        let server = failing(3, failure).await;
        server.client().call(read()).await.unwrap_err();
        assert_eq!(server.calls().len(), 3);
    }
}

#[tokio::test]
async fn a_write_that_may_have_run_is_sent_once() {
    for failure in [gateway, |_: &Request| Reply::Close] {
        let server = failing(1, failure).await;
        let error = server.client().call(write()).await.unwrap_err();
        assert_eq!(
            (error.outcome(), server.calls().len()),
            (Outcome::Unknown, 1)
        );
    }
}

#[tokio::test]
async fn a_write_that_did_not_run_is_retried() {
    let later = |_: &Request| Reply::Bytes(html("429 Too Many Requests", "<html>"));
    for failure in [conflict as fn(&Request) -> Reply, later] {
        let server = failing(1, failure).await;
        server.client().call(write()).await.unwrap();
        assert_eq!(server.calls().len(), 2);
    }
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_is_kept() {
    let later = |_: &Request| Reply::Bytes(page("429 Too Many Requests", "Retry-After: 1\r\n", ""));
    let server = failing(1, later).await;
    let start = Instant::now();
    server.client().call(read()).await.unwrap();
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    // One that leaves no time for the call is an error at once.
    let server = failing(1, |_: &Request| {
        Reply::Bytes(page("429 Too Many Requests", "Retry-After: 3600\r\n", ""))
    })
    .await;
    let client = server.client().with_timeout(Duration::from_secs(5));
    let start = Instant::now();
    let Error::Transport(error) = client.call(read()).await.unwrap_err() else {
        panic!("no fault");
    };
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn retries_can_be_disabled() {
    let server = failing(1, gateway).await;
    let client = server.builder().max_attempts(1).build().unwrap();
    client.call(read()).await.unwrap_err();
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn a_login_that_found_a_gateway_is_tried_again() {
    let calls = AtomicUsize::new(0);
    let server = Server::start_raw(move |request: &Request| match calls.fetch_add(1, SeqCst) {
        0 => gateway(request),
        _ if request.is_login() => {
            let info = json!({"uid": 2, "user_context": {}});
            Reply::Bytes(ok(&result(request, &info)))
        }
        _ => Reply::Bytes(ok(&result(request, &json!(true)))),
    })
    .await;
    server.client().call(write()).await.unwrap();
    assert_eq!((server.logins(), server.calls().len()), (2, 1));
}

#[tokio::test]
async fn the_retry_budget_limits_retries() {
    let server = failing(usize::MAX, gateway).await;
    let client = server.builder().max_in_flight(64).build().unwrap();
    for _ in 0..40 {
        let error = client.call(read()).await.unwrap_err();
        assert!(matches!(&error, Error::Transport(error) if error.kind() == Kind::Status(502)));
    }
    let calls = server.calls().len();
    assert!((50..=60).contains(&calls), "{calls} requests for 40 calls");
}
