//! Events of a response that is decoded or invalid, and observers that panic.

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex},
    time::Duration,
};

use odoo_rpc::{Call, Client, Download, Event};
use serde_json::json;

use crate::server::{Reply, Server, ok, page, result};

/// The events of a client, shortened.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    /// Records the events of a client from now on.
    fn of(client: &Client) -> Self {
        let told = Told::default();
        let list = Arc::clone(&told.0);
        client.observe(move |event: &Event| {
            let (name, call) = match event {
                Event::Request { call, .. } => ("request", call),
                Event::Response { call, .. } => ("response", call),
                Event::Error { call, error, .. } => {
                    let (number, outcome) = (call.number(), error.outcome());
                    list.lock()
                        .unwrap()
                        .push(format!("error {number} {outcome:?}"));
                    return;
                }
                Event::Dropped { call, .. } => ("dropped", call),
                Event::Retry { call, .. } => ("retry", call),
                _ => return,
            };
            list.lock()
                .unwrap()
                .push(format!("{name} {}", call.number()));
        });
        told
    }

    /// Returns the events since the last call.
    fn news(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

fn read() -> Call {
    Call::read("m", "read")
}

async fn server() -> Server {
    Server::start(|request| match request.path.rsplit('/').next() {
        Some("silent") => Reply::Silence,
        // JSON of another type than the program expects.
        Some("mistyped") => Reply::Bytes(ok(&result(request, &json!(["one"])))),
        Some("busy") => {
            let later = "Retry-After: 3600\r\n";
            Reply::Bytes(page("429 Too Many Requests", later, ""))
        }
        Some("7") => Reply::Bytes(page("200 OK", "", "file")),
        _ => Reply::Bytes(ok(&result(request, &json!([1, 2])))),
    })
    .await
}

#[tokio::test]
async fn a_response_event_follows_decoding_or_dropping() {
    let server = server().await;
    let client = server.client();
    let told = Told::of(&client);
    let answer = client.call(read()).await.unwrap();
    assert_eq!(told.news(), ["request 1"]);
    answer.decode::<Vec<i64>>().unwrap();
    assert_eq!(told.news(), ["response 1"]);
    answer.decode::<Vec<i64>>().unwrap();
    drop(answer);
    assert_eq!(told.news(), [""; 0], "once");
    let unread = client.call(read()).await.unwrap();
    drop(unread);
    assert_eq!(told.news(), ["request 2", "response 2"]);
    // A response of another shape is an error.
    let answer = client.call(Call::write("m", "write")).await.unwrap();
    answer.decode::<String>().unwrap_err();
    drop(answer);
    assert_eq!(told.news(), ["request 3", "error 3 Done"]);
}

#[tokio::test]
async fn a_response_of_another_type_is_an_error_to_all() {
    let server = server().await;
    let client = server.client();
    let told = Told::of(&client);
    for (call, number, outcome) in [
        (Call::read("m", "mistyped"), 1, "NotDone"),
        (Call::write("m", "mistyped"), 2, "Done"),
    ] {
        let answer = client.call(call).await.unwrap();
        answer.decode::<Vec<i64>>().unwrap_err();
        drop(answer);
        let expected = [
            format!("request {number}"),
            format!("error {number} {outcome}"),
        ];
        assert_eq!(told.news(), expected);
    }
}

#[tokio::test]
async fn a_file_event_follows_the_last_byte_or_dropping() {
    let server = server().await;
    let client = server.client();
    let told = Told::of(&client);
    let mut content = client.download(Download::attachment(7)).await.unwrap();
    content.chunk().await.unwrap().unwrap();
    assert_eq!(told.news(), ["request 1"]);
    assert!(content.chunk().await.unwrap().is_none());
    assert_eq!(told.news(), ["response 1"]);
    drop(content);
    let content = client.download(Download::attachment(7)).await.unwrap();
    drop(content);
    assert_eq!(told.news(), ["request 2", "dropped 2"]);
}

#[tokio::test]
async fn retries_of_a_silent_call_emit_no_events() {
    let server = Server::start({
        let first = Mutex::new([true, true].into_iter());
        move |request| match first.lock().unwrap().next() {
            Some(_) => Reply::Close,
            None => Reply::Bytes(ok(&result(request, &json!([])))),
        }
    })
    .await;
    let client = server.client();
    let told = Told::of(&client);
    client.call(read().silent()).await.unwrap();
    assert_eq!(server.calls().len(), 3);
    assert_eq!(told.news(), [""; 0]);
}

#[tokio::test]
async fn an_observer_that_panics_harms_nobody() {
    let server = server().await;
    let client = server.client();
    let before = Told::of(&client);
    // The same as a panic, without its words on the terminal.
    client.observe(|_: &Event| resume_unwind(Box::new("an observer")));
    let behind = Told::of(&client);
    let mut events = client.events();
    let pairs = |expected: [&str; 2]| {
        assert_eq!(before.news(), expected);
        assert_eq!(behind.news(), expected);
    };
    let numbers: Vec<i64> = client.call(read()).await.unwrap().decode().unwrap();
    assert_eq!(numbers, [1, 2]);
    pairs(["request 1", "response 1"]);
    let mistyped = client.call(Call::write("m", "mistyped")).await.unwrap();
    mistyped.decode::<Vec<i64>>().unwrap_err();
    pairs(["request 2", "error 2 Done"]);
    let silent = client.call(Call::read("m", "silent"));
    let given_up = tokio::time::timeout(Duration::from_millis(100), silent).await;
    assert!(given_up.is_err());
    pairs(["request 3", "dropped 3"]);
    let mut heard = 0;
    while let Ok(Some(_)) = tokio::time::timeout(Duration::ZERO, events.next()).await {
        heard += 1;
    }
    assert_eq!(heard, 6);
}

#[tokio::test]
async fn an_observer_that_panics_during_a_panic_does_not_end_the_program() {
    let server = server().await;
    let client = server.client();
    client.observe(|_: &Event| resume_unwind(Box::new("an observer")));
    let told = Told::of(&client);
    let panics = tokio::spawn(async move {
        let call = client.call(Call::read("m", "silent"));
        let mut call = Box::pin(call);
        let begun = tokio::time::timeout(Duration::from_millis(50), &mut call).await;
        assert!(begun.is_err());
        // The call is dropped on the way out.
        resume_unwind(Box::new("a program"))
    });
    let panic = panics.await.unwrap_err().into_panic();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a program"));
    assert_eq!(told.news(), ["request 1", "dropped 1"]);
}
