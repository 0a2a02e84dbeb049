//! Downloads: metadata, chunks, and sessions that expire meanwhile.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use odoo_rpc::{
    Call, Client, Context, Credentials, Download, Error, Outcome, Protocol,
    TransportErrorKind as Kind,
};
use serde_json::json;

use crate::server::{Reply, Request, Server, html, ok, page, result, session_expired};

const PDF: &str = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=UTF-8''Offer%20S1.pdf\r\n";

fn pdf(body: &str) -> Reply {
    Reply::Bytes(page("200 OK", PDF, body))
}

/// A server that knows the session ids in `known` and sends `file` to their users.
async fn server(
    known: &'static [&'static str],
    file: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    Server::start(move |request| {
        let is_known = known
            .iter()
            .any(|id| request.cookie == Some(format!("session_id={id}")));
        if request.path == "/web/session/get_session_info" {
            return Reply::Bytes(ok(&if is_known {
                result(request, &json!({"uid": 2, "db": "db", "username": "admin"}))
            } else {
                session_expired()
            }));
        }
        if is_known {
            file(request)
        } else {
            Reply::Bytes(html("404 Not Found", "<h1>Not Found</h1>"))
        }
    })
    .await
}

/// The kind and the outcome of a download that fails, and what the error says.
async fn failure(client: &Client, file: Download) -> (Kind, Outcome, String) {
    match client.download(file).await {
        Ok(content) => panic!("{content:?}"),
        Err(Error::Transport(error)) => (error.kind(), error.outcome(), error.to_string()),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_comes_with_its_name_and_type() {
    let server = server(&["s1"], |_| pdf("%PDF-1.4")).await;
    let client = server.client().with_context(Context::new().lang("nl_BE"));
    let report = Download::report("sale.report_saleorder", [7, 8]);
    let content = client.download(report).await.unwrap();
    assert_eq!(content.file_name(), Some("Offer S1.pdf"));
    assert_eq!(
        (content.media_type(), content.len()),
        (Some("application/pdf"), Some(8))
    );
    assert_eq!(content.bytes().await.unwrap(), b"%PDF-1.4");
    let request = &server.calls()[0];
    // Reports use the language of the context, which overrides the user's.
    assert_eq!(
        request.path,
        "/report/pdf/sale.report_saleorder/7,8?context=%7B%22lang%22%3A%22nl_BE%22%2C%22tz%22%3A%22UTC%22%7D&force_context_lang=1"
    );
    assert!(request.head.starts_with("get "), "{}", request.head);
}

#[tokio::test]
async fn a_session_that_ended_is_renewed_for_a_file() {
    // Without a session the server hides the file, or redirects to its login page.
    let hidden = server(&["s2"], |_| pdf("x")).await;
    let content = hidden
        .client()
        .download(Download::attachment(7))
        .await
        .unwrap();
    assert_eq!(content.bytes().await.unwrap(), b"x");
    assert_eq!(hidden.logins(), 2);
    let redirects = Server::start(|request| match request.cookie.as_deref() {
        Some("session_id=s2") => pdf("x"),
        _ if request.path.ends_with("session_info") => Reply::Bytes(ok(&session_expired())),
        _ => Reply::Bytes(page("303 See Other", "Location: /web/login\r\n", "")),
    })
    .await;
    let client = redirects.client();
    client.download(Download::report("r", [1])).await.unwrap();
    assert_eq!(redirects.logins(), 2);
}

#[tokio::test]
async fn a_missing_file_is_an_error_without_a_login() {
    let server = server(&["s1"], |_| Reply::Bytes(html("404 Not Found", "x"))).await;
    let (kind, outcome, sentence) = failure(&server.client(), Download::attachment(7)).await;
    assert_eq!((kind, outcome), (Kind::FileNotFound, Outcome::NotDone));
    assert!(
        sentence.contains("answered `/web/content/{id}` on 1 record with HTTP 404 Not Found: there is no such file, or the user may not see it"),
        "{sentence}"
    );
    assert_eq!(server.logins(), 1);
}

#[tokio::test]
async fn an_image_is_never_the_placeholder() {
    // Without a session Odoo returns a placeholder image.
    let server = Server::start(|request| {
        let is_known = request.cookie.as_deref() == Some("session_id=s2");
        match (request.path.as_str(), is_known) {
            ("/web/session/get_session_info", true) => {
                Reply::Bytes(ok(&result(request, &json!({"uid": 2, "db": "db"}))))
            }
            ("/web/session/get_session_info", false) => Reply::Bytes(ok(&session_expired())),
            (_, true) => Reply::Bytes(page("200 OK", "Content-Type: image/png\r\n", "mine")),
            (_, false) => Reply::Bytes(page("200 OK", "Content-Type: image/png\r\n", "none")),
        }
    })
    .await;
    let image = Download::image("res.partner", 3, "image_1920", 64, 64);
    let content = server.client().download(image).await.unwrap();
    assert_eq!(content.bytes().await.unwrap(), b"mine");
}

#[tokio::test]
async fn a_file_that_breaks_off_or_is_too_large_is_an_error() {
    let broken = server(&["s1"], |_| {
        Reply::Bytes(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nbeginning".to_vec())
    })
    .await;
    let mut content = broken
        .client()
        .download(Download::attachment(7))
        .await
        .unwrap();
    assert_eq!(content.chunk().await.unwrap().unwrap(), b"beginning");
    let error = content.chunk().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`/web/content/{id}` on 1 record broke off after 9 bytes"),
        "{error}"
    );
    assert!(
        content.chunk().await.unwrap().is_none(),
        "an error is the end"
    );

    let large = "x".repeat(300);
    let body = large.clone();
    let server = server(&["s1"], move |_| pdf(&body)).await;
    let client = server.builder().max_response_bytes(200).build().unwrap();
    let content = client.download(Download::attachment(7)).await.unwrap();
    let error = content.bytes().await.unwrap_err();
    assert!(error.to_string().contains("in chunks"), "{error}");
    let mut content = client.download(Download::attachment(7)).await.unwrap();
    assert_eq!(content.chunk().await.unwrap().unwrap(), large.as_bytes());
}

#[tokio::test]
async fn a_file_that_stands_still_ends_at_the_time_limit() {
    let server = server(&["s1"], |_| Reply::Silence).await;
    let client = server.client().with_timeout(Duration::from_millis(200));
    let (kind, ..) = failure(&client, Download::attachment(7)).await;
    assert_eq!(kind, Kind::Timeout);
}

#[tokio::test]
async fn a_gateway_without_a_server_is_tried_again() {
    let tries = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&tries);
    let server = server(&["s1"], move |_| match count.fetch_add(1, SeqCst) {
        0 => Reply::Bytes(html("503 Service Unavailable", "x")),
        _ => pdf("x"),
    })
    .await;
    server
        .client()
        .download(Download::attachment(7))
        .await
        .unwrap();
    assert_eq!(tries.load(SeqCst), 2);
}

#[tokio::test]
async fn a_file_holds_its_place_until_its_end() {
    let server = server(&["s1"], |request| {
        if request.path.starts_with("/web/content") {
            pdf("x")
        } else {
            Reply::Bytes(ok(&result(request, &json!([]))))
        }
    })
    .await;
    let client = server.builder().max_in_flight(1).build().unwrap();
    let content = client.download(Download::attachment(7)).await.unwrap();
    let waiting = client.with_timeout(Duration::from_millis(100));
    waiting.call(Call::read("m", "f")).await.unwrap_err();
    drop(content);
    waiting.call(Call::read("m", "f")).await.unwrap();
}

#[tokio::test]
async fn an_api_key_gets_no_files_and_says_so() {
    let server = Server::start(|request| {
        let is_login = request.body["params"]["service"] == "common";
        let value = if is_login { json!(2) } else { json!({}) };
        Reply::Bytes(ok(&result(request, &value)))
    })
    .await;
    let login = Credentials::api_key("admin", "key");
    let by_key = server.builder().login(login).protocol(Protocol::ExecuteKw);
    let client = by_key.build().unwrap();
    let error = client.download(Download::attachment(7)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`/web/content/{id}` on 1 record was not sent: controllers and files need a session, which an API key does not have; use `Credentials::password`"
    );
}

#[tokio::test]
async fn a_file_that_ends_with_its_connection_may_be_cut_off() {
    for header in ["", "Transfer-Encoding: identity\r\n"] {
        let server = server(&["s1"], move |_| {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nConnection: close";
            Reply::Bytes(format!("{head}\r\n{header}\r\n%PDF-1").into_bytes())
        })
        .await;
        let file = Download::attachment(7);
        let mut content = server.client().download(file).await.unwrap();
        assert_eq!(content.len(), None);
        assert_eq!(
            content.chunk().await.unwrap().as_deref(),
            Some(&b"%PDF-1"[..])
        );
        let Err(Error::Transport(error)) = content.chunk().await else {
            panic!("the end is taken for good");
        };
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Incomplete, Outcome::NotDone)
        );
        assert!(error.to_string().contains("after 6 bytes"), "{error}");
    }
}
