//! Events of calls and of the connection.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use odoo_rpc::{
    Call, Client, ConnectionState, Download, Event, Events, LoadingState, Outcome,
    TransportErrorKind,
};
use serde_json::{Value, json};

use crate::server::{PASSWORD, Reply, Request, Server, html, ok, result, session_expired};

fn answer(request: &Request, value: &Value) -> Reply {
    Reply::Bytes(ok(&result(request, value)))
}

fn read() -> Call {
    Call::read("res.partner", "read").on([3, 4])
}

/// An event in a few words.
fn outline(event: &Event) -> String {
    match event {
        Event::Request { call, .. } => format!("request {} {call}", call.number()),
        Event::Response { call, bytes, .. } => format!("response {} of {bytes}", call.number()),
        Event::Error { call, error, .. } => {
            format!("error {} {:?}", call.number(), error.outcome())
        }
        Event::Dropped { call, .. } => format!("dropped {}", call.number()),
        Event::Retry { call, attempt, .. } => format!("retry {} after {attempt}", call.number()),
        Event::SessionRenewed => "renewed".to_owned(),
        Event::ConnectionLost { .. } => "lost".to_owned(),
        Event::Reconnected { .. } => "back".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The next events, in few words.
async fn next(events: &mut Events, count: usize) -> Vec<String> {
    let mut outlines = Vec::new();
    for _ in 0..count {
        let event = tokio::time::timeout(Duration::from_secs(10), events.next());
        outlines.push(outline(&event.await.unwrap().unwrap()));
    }
    outlines
}

/// A server that replies as listed, then answers.
async fn scripted<const N: usize>(script: [fn(&Request) -> Reply; N]) -> Server {
    let script = Mutex::new(script.into_iter());
    Server::start(move |request| match script.lock().unwrap().next() {
        Some(reply) => reply(request),
        None => answer(request, &json!([])),
    })
    .await
}

#[tokio::test]
async fn every_call_is_a_request_and_its_end() {
    let server = scripted([|request| answer(request, &json!([])), |_| Reply::Close]).await;
    let client = server.client();
    let mut events = client.events();
    let body = client.call(read()).await.unwrap();
    assert_eq!(body.decode::<Vec<i64>>().unwrap(), [0; 0]);
    let write = Call::write("res.partner", "write")
        .on([3])
        .arg("vals", json!({"name": "canary"}));
    client.call(write).await.unwrap_err();
    let told = next(&mut events, 5).await;
    assert_eq!(
        told,
        [
            "request 1 `res.partner.read` on 2 records",
            &format!(
                "response 1 of {}",
                r#"{"id":2,"jsonrpc":"2.0","result":[]}"#.len()
            ),
            "request 2 `res.partner.write` on 1 record",
            "lost",
            "error 2 Unknown",
        ]
    );
}

#[tokio::test]
async fn no_event_shows_a_value_or_a_secret() {
    let server = scripted([|_| Reply::Close]).await;
    let client = server.client();
    let shown = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&shown);
    client.observe(move |event: &Event| seen.lock().unwrap().push(format!("{event:?}")));
    let write = Call::write("res.partner", "write")
        .on([3])
        .arg("vals", json!({"name": "canary"}));
    client.call(write).await.unwrap_err();
    let shown = shown.lock().unwrap().join(" ");
    assert!(shown.contains("res.partner.write"), "{shown}");
    assert!(
        !shown.contains("canary") && !shown.contains(PASSWORD),
        "{shown}"
    );
}

#[tokio::test]
async fn a_retry_and_a_renewal_emit_events() {
    let server = scripted([|_| Reply::Close, |_| Reply::Bytes(ok(&session_expired()))]).await;
    let client = server.client();
    let mut events = client.events();
    client.call(read()).await.unwrap();
    let told = next(&mut events, 4).await;
    assert_eq!(told[1..3], ["retry 1 after 1", "renewed"]);
    assert!(told[3].starts_with("response 1"), "{told:?}");
}

#[tokio::test]
async fn a_dropped_call_emits_an_event() {
    let server = scripted([|_| Reply::Silence]).await;
    let client = server.client();
    let mut events = client.events();
    let given_up = tokio::time::timeout(Duration::from_millis(200), client.call(read())).await;
    assert!(given_up.is_err());
    assert_eq!(next(&mut events, 2).await[1], "dropped 1");
    assert_eq!(client.loading().state(), LoadingState::Idle);
}

#[tokio::test]
async fn silent_calls_are_left_out() {
    let server = scripted([]).await;
    let client = server.client();
    let mut events = client.events();
    client.call(read().silent()).await.unwrap();
    client.silent().call(read()).await.unwrap();
    client.call(read()).await.unwrap();
    assert_eq!(
        next(&mut events, 1).await,
        ["request 3 `res.partner.read` on 2 records"]
    );
}

#[tokio::test]
async fn a_slow_subscriber_learns_how_many_events_it_lost() {
    let server = scripted([]).await;
    let client = server.client();
    let mut events = client.events();
    let observed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&observed);
    client.observe(move |_: &Event| {
        count.fetch_add(1, SeqCst);
    });
    for _ in 0..520 {
        client.call(read()).await.unwrap();
    }
    drop(client);
    assert_eq!(observed.load(SeqCst), 1040);
    let first = events.next().await.unwrap();
    assert!(matches!(first, Event::Lagged(16)), "{first:?}");
    let mut rest = 0;
    while events.next().await.is_some() {
        rest += 1;
    }
    assert_eq!(rest, 1024);
}

#[tokio::test]
async fn a_call_that_takes_its_time_is_shown_as_loading() {
    let server = scripted([|request| {
        Reply::Late(Duration::from_millis(600), ok(&result(request, &json!([]))))
    }])
    .await;
    let client = server.client();
    let mut activity = client.loading();
    let call = tokio::spawn(async move { client.call(read()).await.map(drop) });
    assert_eq!(
        activity.changed().await,
        Some(LoadingState::Loading { calls: 1 })
    );
    assert_eq!(activity.changed().await, Some(LoadingState::Idle));
    call.await.unwrap().unwrap();
    assert_eq!(activity.changed().await, None);
}

#[tokio::test]
async fn an_unread_response_is_not_loading() {
    let server = scripted([|request| answer(request, &json!([1]))]).await;
    let client = server.client();
    let held = client.call(read()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(client.loading().state(), LoadingState::Idle);
    assert_eq!(held.decode::<Vec<i64>>().unwrap(), [1]);
    assert_eq!(client.loading().state(), LoadingState::Idle);
}

#[tokio::test]
async fn an_unread_file_is_not_loading() {
    let server = Server::start(|_| {
        let head = b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nbeginning";
        Reply::Open(head.to_vec())
    })
    .await;
    let client = server.client();
    let mut events = client.events();
    let content = client.download(Download::attachment(7)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(client.loading().state(), LoadingState::Idle);
    drop(content);
    assert_eq!(next(&mut events, 2).await[1], "dropped 1");
    assert_eq!(client.loading().state(), LoadingState::Idle);
}

/// A server with a gateway in front, which can be stopped.
async fn gateway() -> (Server, Arc<AtomicBool>) {
    let is_up = Arc::new(AtomicBool::new(true));
    let up = Arc::clone(&is_up);
    let server = Server::start_raw(move |request| {
        if !up.load(SeqCst) {
            return Reply::Bytes(html("502 Bad Gateway", "<h1>502</h1>"));
        }
        if request.path == "/web/webclient/version_info" {
            let version = json!({"server_version": "17.0", "server_version_info": [17, 0]});
            return answer(request, &version);
        }
        answer(request, &json!({"uid": 2, "db": "db", "user_context": {}}))
    })
    .await;
    (server, is_up)
}

fn once(server: &Server) -> Client {
    server.builder().max_attempts(1).build().unwrap()
}

#[tokio::test]
async fn an_outage_emits_one_event_and_a_reconnect() {
    let (server, is_up) = gateway().await;
    let client = once(&server);
    let (mut events, mut connection) = (client.events(), client.connection());
    client.call(read()).await.unwrap();
    is_up.store(false, SeqCst);
    for _ in 0..3 {
        client.call(read()).await.unwrap_err();
    }
    assert_eq!(connection.state(), ConnectionState::Lost);
    assert_eq!(connection.changed().await, Some(ConnectionState::Lost));
    is_up.store(true, SeqCst);
    // The client polls by itself.
    let back = tokio::time::timeout(Duration::from_secs(10), connection.changed()).await;
    assert_eq!(back.unwrap(), Some(ConnectionState::Connected));
    let told = next(&mut events, 10).await;
    let news: Vec<_> = told.iter().filter(|event| !event.contains(' ')).collect();
    assert_eq!(news, ["lost", "back"], "{told:?}");
}

#[tokio::test]
async fn nothing_is_polled_without_watches() {
    let (server, is_up) = gateway().await;
    let client = once(&server);
    client.call(read()).await.unwrap();
    is_up.store(false, SeqCst);
    client.call(read()).await.unwrap_err();
    let asked = server.requests().len();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(server.requests().len(), asked, "no one watches");
    // A later subscriber starts the polling.
    let mut connection = client.connection();
    assert_eq!(connection.state(), ConnectionState::Lost);
    is_up.store(true, SeqCst);
    let back = tokio::time::timeout(Duration::from_secs(10), connection.changed()).await;
    assert_eq!(back.unwrap(), Some(ConnectionState::Connected));
}

#[tokio::test]
async fn polling_ends_with_the_client() {
    let (server, is_up) = gateway().await;
    let client = once(&server);
    is_up.store(false, SeqCst);
    let mut connection = client.connection();
    client.call(read()).await.unwrap_err();
    assert_eq!(connection.changed().await, Some(ConnectionState::Lost));
    drop(client);
    assert_eq!(connection.changed().await, None);
    let asked = server.requests().len();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(server.requests().len(), asked);
}

#[tokio::test]
async fn an_error_of_the_server_is_not_an_outage() {
    let server = scripted([|_| Reply::Bytes(html("500 Oops", "x"))]).await;
    let client = once(&server);
    let error = client.call(read()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    let odoo_rpc::Error::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.kind(), TransportErrorKind::Status(500));
    assert!(!error.is_connection_lost());
    assert_eq!(client.connection().state(), ConnectionState::Connected);
}
