//! Redirects, and names that would change the URL.

use odoo_rpc::{Call, Error, Outcome, Protocol, TransportError, TransportErrorKind as Kind};
use serde_json::json;

use crate::server::{Reply, Server, ok, page, result};

async fn failure(server: &Server, call: Call) -> TransportError {
    match server.client().call(call).await.unwrap_err() {
        Error::Transport(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_| Reply::Close).await;
    let url = elsewhere.url().replace("//", "//me:secret@");
    let location = format!("Location: {url}/web/login?redirect=secret\r\n");
    let server =
        Server::start(move |_| Reply::Bytes(page("301 Moved Permanently", &location, ""))).await;
    let error = failure(&server, Call::write("m", "f")).await;
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Redirect, Outcome::NotDone)
    );
    let sentence = error.to_string();
    assert!(
        sentence.contains("/web/login,") && !sentence.contains("secret"),
        "{sentence}"
    );
    assert!(elsewhere.requests().is_empty(), "the cookie went elsewhere");
}

#[tokio::test]
async fn a_redirected_write_may_have_run() {
    // A controller may return 302 or 303 after its work. 307 and 308 replace it.
    let table = [
        ("302 Found", Outcome::Unknown),
        ("303 See Other", Outcome::Unknown),
        ("307 Temporary Redirect", Outcome::NotDone),
        ("308 Permanent Redirect", Outcome::NotDone),
    ];
    for (status, outcome) in table {
        let there = "Location: /web/login\r\n";
        let server = Server::start(move |_| Reply::Bytes(page(status, there, ""))).await;
        let error = failure(&server, Call::write("m", "f")).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Redirect, outcome),
            "{status}"
        );
        let error = failure(&server, Call::read("m", "f")).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Redirect, Outcome::NotDone),
            "{status}"
        );
        assert_eq!(server.calls().len(), 2, "none is tried again");
    }
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_refused_before_anything_is_sent() {
    for protocol in [Protocol::CallKw, Protocol::ExecuteKw] {
        let server = Server::start(|request| Reply::Bytes(ok(&result(request, &json!(2))))).await;
        let client = server.builder().protocol(protocol).build().unwrap();
        for (model, method) in [
            ("..", "read"),
            ("res.partner", ".."),
            (".", "read"),
            ("m", ""),
        ] {
            let error = client.call(Call::read(model, method)).await.unwrap_err();
            assert!(matches!(error, Error::Config(_)), "{error:?}");
            let name = if model.starts_with('.') {
                model
            } else {
                method
            };
            assert!(
                error.to_string().contains(&format!(" `{name}`: expected")),
                "{error}"
            );
        }
        let controller = client.call(Call::controller("/../x")).await;
        assert!(
            matches!(controller, Err(Error::Config(_))),
            "{controller:?}"
        );
        assert!(server.requests().is_empty(), "not even a login");
    }
}
