//! How many calls are in flight, and what a client refuses to be.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use odoo_rpc::{Call, Client, Error, Login, Outcome, TransportErrorKind};
use serde_json::json;
use tokio::task::JoinSet;

use crate::server::{PASSWORD, Reply, Server, ok, result};

/// The most requests that a server has held at once while `count` calls were made.
async fn most_at_once(count: usize, client: impl Fn(&Server) -> Client) -> usize {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (held, peak) = (Arc::clone(&now), Arc::clone(&most));
    let server = Server::start(move |request| {
        peak.fetch_max(held.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let held = Arc::clone(&held);
        // Let go of just before the answer is written.
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(40)).await;
            held.fetch_sub(1, Ordering::SeqCst);
        });
        Reply::Late(Duration::from_millis(50), ok(&result(request, &json!([]))))
    })
    .await;
    let client = client(&server);
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { client.call(Call::read("m", "f")).await.map(drop) });
    }
    for call in calls.join_all().await {
        call.unwrap();
    }
    most.load(Ordering::SeqCst)
}

#[tokio::test]
async fn four_calls_are_in_flight_unless_told_otherwise() {
    assert_eq!(most_at_once(12, Server::client).await, 4);
    assert_eq!(
        most_at_once(6, |server| server
            .builder()
            .max_in_flight(1)
            .build()
            .unwrap())
        .await,
        1
    );
}

#[tokio::test]
async fn a_call_that_is_dropped_frees_its_place() {
    let server = Server::start(|request| {
        if request.path.ends_with("/slow") {
            return Reply::Silence;
        }
        Reply::Bytes(ok(&result(request, &json!([]))))
    })
    .await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let slow = client.call(Call::read("m", "slow"));
    assert!(
        tokio::time::timeout(Duration::from_millis(100), slow)
            .await
            .is_err()
    );
    client.call(Call::read("m", "fast")).await.unwrap();
}

#[tokio::test]
async fn time_that_passes_in_the_queue_proves_that_nothing_was_sent() {
    let server = Server::start(|_| Reply::Silence).await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let first = client.clone();
    let first = tokio::spawn(async move { first.call(Call::read("m", "slow")).await.map(drop) });
    while server.calls().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let call = Call::write("m", "create").timeout(Duration::from_millis(50));
    let error = client.call(call).await.unwrap_err();
    let Error::Transport(transport) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (transport.kind(), error.outcome()),
        (TransportErrorKind::Timeout, Outcome::NotDone)
    );
    assert!(
        error
            .to_string()
            .contains("`m.create` was not sent within 50ms"),
        "{error}"
    );
    assert_eq!(server.calls().len(), 1);
    first.abort();
}

#[test]
fn a_client_that_cannot_work_is_refused() {
    let error = |built: Result<Client, Error>| built.unwrap_err().to_string();
    let begin = || Client::builder("http://127.0.0.1:1").unwrap();
    let login = Login::password("admin", PASSWORD);
    assert!(error(begin().login(login.clone()).build()).contains("ClientBuilder::database"));
    assert!(error(begin().database("").login(login.clone()).build()).contains("no database"));
    assert!(error(begin().database("db").build()).contains("ClientBuilder::login"));
    let no_room = begin().database("db").login(login).max_in_flight(0).build();
    assert!(error(no_room).contains("max_in_flight"));
}

#[test]
fn no_secret_is_shown() {
    let builder = Client::builder("http://127.0.0.1:1")
        .unwrap()
        .database("db")
        .login(Login::password("admin", PASSWORD));
    let shown = format!("{builder:?}");
    assert!(
        !shown.contains(PASSWORD) && shown.contains("admin"),
        "{shown}"
    );
}
