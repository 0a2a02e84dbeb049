//! Canceled calls: aborted, or by the end of their scope.

use std::{sync::Arc, time::Duration};

use odoo_rpc::{
    BoxFuture, Call, CallState, CancelScope, Client, Error, Event, Fault, Outcome, Response,
    Transport, TransportErrorKind,
};
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinHandle};

use crate::server::{Reply, Request, Server, ok, page, result, session_expired};

/// A server on which methods called `slow` are never answered.
async fn server() -> Server {
    Server::start(|request: &Request| {
        if request.path.ends_with("/slow") {
            return Reply::Silence;
        }
        Reply::Bytes(ok(&result(request, &json!([]))))
    })
    .await
}

/// A call that is sent, runs, and is never answered.
async fn running(server: &Server, client: &Client, call: Call) -> JoinHandle<Result<(), Error>> {
    let (client, before) = (client.clone(), server.calls().len());
    let call = tokio::spawn(async move { client.call(call).await.map(drop) });
    while server.calls().len() == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    call
}

fn aborted(result: Result<(), Error>) -> Outcome {
    ended_by(result, "was aborted")
}

fn ended_by(result: Result<(), Error>, how: &str) -> Outcome {
    match result.unwrap_err() {
        Error::Transport(error) => {
            assert_eq!(error.kind(), TransportErrorKind::Aborted, "{error}");
            assert!(error.to_string().contains(how), "{error}");
            error.outcome()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_abort_ends_what_runs_and_what_waits() {
    let server = server().await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let (abortable, abort) = client.abortable();
    let write = running(&server, &abortable, Call::write("m", "slow")).await;
    // These wait for the place that the first one has.
    let queued = |call| {
        let client = abortable.clone();
        tokio::spawn(async move { client.call(call).await.map(drop) })
    };
    let (read, other) = (queued(Call::read("m", "f")), queued(Call::write("m", "f")));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!abort.is_aborted());
    abort.abort();
    assert_eq!(aborted(write.await.unwrap()), Outcome::Unknown);
    assert_eq!(aborted(read.await.unwrap()), Outcome::NotDone);
    assert_eq!(
        aborted(other.await.unwrap()),
        Outcome::NotDone,
        "it was never sent"
    );
    // Later calls are not sent, and the place is free for others.
    let late = abortable.call(Call::write("m", "f")).await.map(drop);
    assert_eq!(aborted(late), Outcome::NotDone);
    assert_eq!(server.calls().len(), 1);
    client.call(Call::read("m", "f")).await.unwrap();
}

/// Forwards calls to another client.
struct Wrapper(Client);

impl Transport for Wrapper {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        assert!(state.number() > 0);
        Transport::call(&self.0, call, state)
    }
}

#[tokio::test]
async fn a_queued_write_is_not_done_through_a_wrapping_transport() {
    let server = server().await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let first = running(&server, &client, Call::read("m", "slow")).await;
    let (outer, abort) = Client::new(Wrapper(client)).abortable();
    let queued = tokio::spawn(async move { outer.call(Call::write("m", "f")).await.map(drop) });
    tokio::time::sleep(Duration::from_millis(50)).await;
    abort.abort();
    assert_eq!(aborted(queued.await.unwrap()), Outcome::NotDone);
    first.abort();
}

/// Raises an exception for each call.
struct Raising;

impl Transport for Raising {
    fn call(&self, call: Call, _: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let fault = Fault::new("odoo.exceptions.UserError", "no").of_call(call.info());
        Box::pin(async move { Err(Box::new(fault).into()) })
    }
}

#[tokio::test]
async fn a_fault_of_any_transport_has_the_number_of_its_call() {
    let client = Client::new(Raising);
    for number in 1..=2 {
        let error = client
            .call(Call::read("m", "f"))
            .await
            .map(drop)
            .unwrap_err();
        let call = error.fault().and_then(Fault::call).unwrap();
        assert_eq!(call.number(), number);
    }
}

#[tokio::test]
async fn a_handle_that_is_dropped_ends_nothing() {
    let server = server().await;
    let (client, abort) = server.client().abortable();
    drop(abort);
    client.call(Call::read("m", "f")).await.unwrap();
}

#[tokio::test]
async fn the_end_of_a_scope_cancels_its_calls() {
    let server = server().await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let mut events = client.events();
    let scope = CancelScope::new();
    let within = client.scoped(&scope);
    let call = running(&server, &within, Call::write("m", "slow")).await;
    scope.end();
    assert_eq!(
        ended_by(call.await.unwrap(), "canceled by the end of its scope"),
        Outcome::Unknown
    );
    events.next().await.unwrap();
    assert!(matches!(events.next().await.unwrap(), Event::Error { .. }));
    // Its place is free.
    client.call(Call::read("m", "f")).await.unwrap();
    let error = within.call(Call::read("m", "f")).await.unwrap_err();
    let Error::Transport(ended) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (ended.kind(), ended.outcome()),
        (TransportErrorKind::Aborted, Outcome::NotDone)
    );
    assert_eq!(
        error.to_string(),
        "`m.f` was not sent: the scope of the client has ended"
    );
}

#[tokio::test]
async fn a_handle_can_be_tied_to_several_things() {
    let server = server().await;
    let scope = CancelScope::new();
    let (client, abort) = server.client().scoped(&scope).abortable();
    let call = running(&server, &client, Call::read("m", "slow")).await;
    abort.abort();
    assert_eq!(aborted(call.await.unwrap()), Outcome::NotDone);
    let (client, _abort) = server.client().scoped(&scope).abortable();
    let call = running(&server, &client, Call::read("m", "slow")).await;
    drop(scope);
    assert_eq!(
        ended_by(call.await.unwrap(), "canceled by the end of its scope"),
        Outcome::NotDone
    );
}

#[tokio::test]
async fn a_write_that_waits_for_another_try_was_not_done() {
    let later = |_: &_| Reply::Bytes(page("429 Too Many Requests", "Retry-After: 60\r\n", ""));
    let server = Server::start(later).await;
    let (client, abort) = server.client().abortable();
    let mut events = client.events();
    let call = running(&server, &client, Call::write("m", "f")).await;
    while !matches!(events.next().await.unwrap(), Event::Retry { .. }) {}
    abort.abort();
    assert_eq!(aborted(call.await.unwrap()), Outcome::NotDone);
}

#[tokio::test]
async fn a_write_that_waits_for_a_new_session_was_not_done() {
    let gate = Arc::new(Semaphore::new(1));
    let server = Server::start_raw(move |request| {
        if request.is_login() {
            let info = json!({"uid": 2, "user_context": {}});
            return Reply::Behind(Arc::clone(&gate), ok(&result(request, &info)));
        }
        Reply::Bytes(ok(&session_expired()))
    })
    .await;
    let (client, abort) = server.client().abortable();
    let call = running(&server, &client, Call::write("m", "f")).await;
    // The second login is never answered.
    while server.logins() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    abort.abort();
    assert_eq!(aborted(call.await.unwrap()), Outcome::NotDone);
}
