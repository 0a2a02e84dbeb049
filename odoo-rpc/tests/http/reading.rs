//! Downloads in progress: what ends them, and error responses.

use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};

use odoo_rpc::{
    Call, CancelScope, Client, Content, Download, Error, Outcome, TransportError,
    TransportErrorKind as Kind,
};
use serde_json::json;
use tokio::{
    task::JoinHandle,
    time::{error::Elapsed, timeout},
};

use crate::server::{Reply, Request, Server, html, ok, page, result, session_expired};

const BEGINNING: &[u8] = b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nbeginning";

/// A server that answers calls, and sends `file` for downloads.
async fn server(file: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/web/content/7" => file(request),
        _ => Reply::Bytes(ok(&result(request, &json!({"uid": 2, "db": "db"})))),
    })
    .await
}

/// A server whose files stall after their beginning.
async fn still() -> Server {
    server(|_| Reply::Open(BEGINNING.to_vec())).await
}

/// A file whose beginning has been read.
async fn begun(client: &Client) -> Content {
    let mut content = client.download(Download::attachment(7)).await.unwrap();
    assert_eq!(content.chunk().await.unwrap().unwrap(), b"beginning");
    content
}

type Chunk = Result<Option<Vec<u8>>, Error>;

/// The next chunk, awaited in a task.
fn waiting(mut content: Content) -> JoinHandle<Chunk> {
    tokio::spawn(async move { content.chunk().await })
}

/// The same with a generous timeout.
async fn soon<T>(work: impl Future<Output = T>) -> Result<T, Elapsed> {
    timeout(Duration::from_secs(10), work).await
}

fn transport<T: std::fmt::Debug>(result: Result<T, Error>) -> TransportError {
    match result.unwrap_err() {
        Error::Transport(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_abort_ends_a_file_that_is_being_read() {
    let server = still().await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let (abortable, abort) = client.abortable();
    let next = waiting(begun(&abortable).await);
    tokio::task::yield_now().await;
    abort.abort();
    let error = transport(soon(next).await.unwrap().unwrap());
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Aborted, Outcome::NotDone)
    );
    assert_eq!(
        error.to_string(),
        "`/web/content/{id}` on 1 record was aborted"
    );
    // Its place is free.
    let call = client.call(Call::read("m", "f"));
    soon(call).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_file_ends_with_its_scope_and_lets_go_of_its_place() {
    let server = still().await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let scope = CancelScope::new();
    let next = waiting(begun(&client.scoped(&scope)).await);
    tokio::task::yield_now().await;
    scope.end();
    let call = client.call(Call::read("m", "f"));
    soon(call).await.unwrap().unwrap();
    let error = transport(soon(next).await.unwrap().unwrap());
    assert_eq!(error.kind(), Kind::Aborted);
}

#[tokio::test]
async fn a_stalled_file_times_out() {
    let server = still().await;
    let client = server.client();
    // The login is not measured.
    client.call(Call::read("m", "f")).await.unwrap();
    let client = client.with_timeout(Duration::from_millis(500));
    let mut content = begun(&client).await;
    let error = transport(soon(content.chunk()).await.unwrap());
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Timeout, Outcome::NotDone)
    );
    assert!(error.to_string().contains("within 500ms"), "{error}");
    assert!(soon(content.chunk()).await.unwrap().unwrap().is_none());
}

#[tokio::test]
async fn a_file_may_take_longer_than_a_call_if_it_keeps_coming() {
    let server = server(|_| Reply::Trickle(b"HTTP/1.0 200 OK\r\n\r\n".to_vec())).await;
    let client = server.client().with_timeout(Duration::from_secs(1));
    let mut content = client.download(Download::attachment(7)).await.unwrap();
    let begun = tokio::time::Instant::now();
    while begun.elapsed() < Duration::from_millis(1300) {
        content.chunk().await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_file_of_unknown_length_has_the_size_limit() {
    let (whole, half) = ("x".repeat(300), "x".repeat(150));
    let bytes = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n96\r\n{half}\r\n96\r\n{half}\r\n0\r\n\r\n"
    );
    let server = server(move |_| Reply::Bytes(bytes.clone().into_bytes())).await;
    let get = async |most: usize| {
        let client = server.builder().max_response_bytes(most).build().unwrap();
        let content = client.download(Download::attachment(7)).await.unwrap();
        assert_eq!(content.len(), None);
        content.bytes().await
    };
    let error = transport(get(299).await);
    assert_eq!(error.kind(), Kind::TooLarge);
    assert!(error.to_string().contains("more than 299 bytes"), "{error}");
    assert_eq!(get(300).await.unwrap(), whole.as_bytes());
}

#[tokio::test]
async fn a_file_that_the_user_may_not_have_costs_no_login() {
    let server = server(|_| Reply::Bytes(html("403 Forbidden", "x"))).await;
    let file = server.client().download(Download::attachment(7)).await;
    let error = transport(file);
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Status(403), Outcome::NotDone)
    );
    let paths: Vec<_> = server.calls().into_iter().map(|call| call.path).collect();
    assert_eq!(paths, ["/web/content/7", "/web/session/get_session_info"]);
    assert_eq!(server.logins(), 1);
}

#[tokio::test]
async fn a_file_that_needs_a_session_costs_a_login() {
    let server =
        Server::start(
            |request| match (request.path.as_str(), request.cookie.as_deref()) {
                ("/web/content/7", Some("session_id=s2")) => Reply::Bytes(page("200 OK", "", "x")),
                ("/web/content/7", _) => Reply::Bytes(html("403 Forbidden", "x")),
                _ => Reply::Bytes(ok(&session_expired())),
            },
        )
        .await;
    let file = server.client().download(Download::attachment(7)).await;
    assert_eq!(file.unwrap().bytes().await.unwrap(), b"x");
    assert_eq!(server.logins(), 2);
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_is_kept_for_a_file_too() {
    let tries = AtomicUsize::new(0);
    let server = server(move |_| match tries.fetch_add(1, SeqCst) {
        0 => Reply::Bytes(page("429 Too Many Requests", "Retry-After: 3600\r\n", "")),
        _ => Reply::Bytes(page("200 OK", "", "x")),
    })
    .await;
    // It would arrive at once, or no time is left for it.
    let client = server.client().with_timeout(Duration::from_secs(60));
    let error = transport(
        soon(client.download(Download::attachment(7)))
            .await
            .unwrap(),
    );
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.calls().len(), 1);
}

#[tokio::test]
async fn the_session_is_checked_before_an_image() {
    for path in ["/web/image/m/3/image_128", "web/image/m/3/image_128"] {
        let server = Server::start(|request| {
            let is_known = request.cookie.as_deref() == Some("session_id=s2");
            match (request.path.as_str(), is_known) {
                ("/web/session/get_session_info", false) => Reply::Bytes(ok(&session_expired())),
                ("/web/image/m/3/image_128", false) => Reply::Bytes(page("200 OK", "", "none")),
                ("/web/image/m/3/image_128", true) => Reply::Bytes(page("200 OK", "", "mine")),
                (other, _) => panic!("{other}"),
            }
        })
        .await;
        let content = server
            .client()
            .download(Download::path(path))
            .await
            .unwrap();
        assert_eq!(content.bytes().await.unwrap(), b"mine", "{path}");
        assert_eq!((server.logins(), server.calls().len()), (2, 2));
    }
}
