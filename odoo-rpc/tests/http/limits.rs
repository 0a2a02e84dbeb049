//! Limits of calls in flight, and invalid settings of the builder.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use odoo_rpc::{Call, Client, Credentials, Error, Outcome, TransportErrorKind};
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::server::{PASSWORD, Reply, Request, Server, ok, result};

/// The most requests that a server has held at once while `count` calls were made.
async fn most_at_once(count: usize, client: impl Fn(&Server) -> Client) -> usize {
    let server = Server::start(|request| {
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
    server.most_at_once()
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
async fn calls_can_be_kept_apart() {
    let server =
        Server::start(|request: &Request| Reply::Bytes(ok(&result(request, &json!(1))))).await;
    let client = server
        .builder()
        .min_interval(Duration::from_millis(100))
        .build()
        .unwrap();
    let start = Instant::now();
    let call = || client.call(Call::read("m", "f"));
    // With the login, four requests, and so three intervals.
    let (a, b, c) = tokio::join!(call(), call(), call());
    for answer in [a, b, c] {
        answer.unwrap();
    }
    assert!(
        start.elapsed() >= Duration::from_millis(300),
        "{:?}",
        start.elapsed()
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
async fn a_write_whose_time_is_over_is_not_sent_to_a_free_place() {
    let server =
        Server::start(|request: &Request| Reply::Bytes(ok(&result(request, &json!(1))))).await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    client.call(Call::write("m", "f")).await.unwrap();
    let sent = server.calls().len();
    let late = client.with_timeout(Duration::from_nanos(1));
    let Error::Transport(error) = late.call(Call::write("m", "f")).await.unwrap_err() else {
        panic!("no error of the transport")
    };
    assert_eq!(
        (error.kind(), error.outcome()),
        (TransportErrorKind::Timeout, Outcome::NotDone)
    );
    assert_eq!(server.calls().len(), sent, "nothing is sent");
}

#[tokio::test]
async fn calls_that_wait_go_in_the_order_in_which_they_came() {
    let gate = Arc::new(Semaphore::new(1));
    let closed = Arc::clone(&gate);
    let server = Server::start(move |request| {
        let answer = ok(&result(request, &json!([])));
        Reply::Behind(Arc::clone(&closed), answer)
    })
    .await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    client.call(Call::read("m", "first")).await.unwrap();
    let mut calls = JoinSet::new();
    let mut given_up = None;
    for at in 0..8 {
        let client = client.clone();
        let call = async move {
            client
                .call(Call::read("m", format!("f{at}")))
                .await
                .map(drop)
        };
        let task = calls.spawn(call);
        // Until it is in the queue.
        tokio::task::yield_now().await;
        if at == 3 {
            given_up = Some(task);
        }
    }
    // A call that is dropped while it waits does not block the next one.
    given_up.unwrap().abort();
    gate.add_permits(8);
    while let Some(call) = calls.join_next().await {
        call.map_or(Ok(()), |result| result).unwrap();
    }
    let methods: Vec<String> = server
        .calls()
        .iter()
        .skip(1)
        .map(|request| {
            request.body["params"]["method"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(methods, ["f0", "f1", "f2", "f4", "f5", "f6", "f7"]);
}

#[tokio::test]
async fn a_timeout_in_the_queue_is_not_done() {
    let server = Server::start(|_| Reply::Silence).await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let first = client.clone();
    let first = tokio::spawn(async move { first.call(Call::read("m", "slow")).await.map(drop) });
    while server.calls().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let call = Call::write("m", "create").with_timeout(Duration::from_millis(50));
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

#[tokio::test]
async fn a_handle_can_have_a_limit_of_its_own() {
    let server = Server::start(|_| Reply::Silence).await;
    let client = server.client().with_timeout(Duration::from_millis(200));
    let error = client.call(Call::read("m", "f")).await.unwrap_err();
    assert!(error.to_string().contains("within 200ms"), "{error}");
    // The call's own timeout has priority.
    let call = Call::read("m", "f").with_timeout(Duration::from_millis(100));
    let error = client.call(call).await.unwrap_err();
    assert!(error.to_string().contains("within 100ms"), "{error}");
}

#[tokio::test]
async fn no_limit_is_too_large() {
    let server = Server::start(|request| Reply::Bytes(ok(&result(request, &json!([]))))).await;
    let client = server
        .builder()
        .timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .build()
        .unwrap();
    client.call(Call::read("m", "f")).await.unwrap();
    client
        .call(Call::read("m", "f").with_timeout(Duration::MAX))
        .await
        .unwrap();
}

#[test]
fn a_client_that_cannot_work_is_refused() {
    let error = |built: Result<Client, Error>| built.unwrap_err().to_string();
    let begin = || Client::builder("http://127.0.0.1:1").unwrap();
    let login = Credentials::password("admin", PASSWORD);
    assert!(error(begin().login(login.clone()).build()).contains("ClientBuilder::database"));
    assert!(error(begin().database("").login(login.clone()).build()).contains("no database"));
    assert!(error(begin().database("db").build()).contains("ClientBuilder::login"));
    let no_room = begin().database("db").login(login).max_in_flight(0).build();
    assert!(error(no_room).contains("max_in_flight"));
    let login = || Credentials::password("admin", PASSWORD);
    let no_time = begin()
        .database("db")
        .login(login())
        .timeout(Duration::ZERO)
        .build();
    assert!(error(no_time).contains("`ClientBuilder::timeout` is 0"));
    let no_space = begin()
        .database("db")
        .login(login())
        .max_response_bytes(0)
        .build();
    assert!(error(no_space).contains("max_response_bytes"));
}

#[test]
fn plain_http_to_another_machine_is_allowed_by_name() {
    let begin = |url: &str| {
        let builder = Client::builder(url).unwrap().database("db");
        builder.login(Credentials::password("admin", PASSWORD))
    };
    let error = begin("http://erp.example.com")
        .build()
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("http://erp.example.com is another machine"),
        "{error}"
    );
    assert!(
        error.contains("`ClientBuilder::allow_plain_http`"),
        "{error}"
    );
    let behind = begin("http://localhost:8069").proxy("http://10.0.0.1:3128");
    behind.build().unwrap_err();
    begin("http://erp.example.com")
        .allow_plain_http()
        .build()
        .unwrap();
    for url in [
        "https://erp.example.com",
        "http://localhost:8069",
        "http://[::1]:8069",
    ] {
        begin(url).build().unwrap();
    }
}

#[test]
fn no_secret_is_shown() {
    let builder = Client::builder("http://127.0.0.1:1")
        .unwrap()
        .database("db")
        .login(Credentials::password("admin", PASSWORD));
    let shown = format!("{builder:?}");
    assert!(
        !shown.contains(PASSWORD) && shown.contains("admin"),
        "{shown}"
    );
}
