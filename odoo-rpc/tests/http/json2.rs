//! JSON-2: what is sent, and what is not a result.

use odoo_rpc::{CallInfo, Error, LoginErrorKind, Outcome, Protocol, TransportErrorKind};
use serde_json::{Value, json};

use crate::{
    protocols::{KEY, by_key, exception, odoo, refusal, write},
    server::{Reply, Request, Server, html, ok, page},
};

#[tokio::test]
async fn a_key_uses_json_2_from_19_on() {
    let server = Server::start(odoo(19, |key| key == KEY)).await;
    let client = by_key(&server).build().unwrap();
    client.call(write()).await.unwrap();
    client.call(write()).await.unwrap();
    let requests = server.requests();
    let paths: Vec<&str> = requests
        .iter()
        .map(|request| request.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "/web/webclient/version_info",
            "/json/2/res.users/context_get",
            "/json/2/res.partner/write",
            "/json/2/res.partner/write",
        ]
    );
    let last = &requests[3];
    assert_eq!(last.bearer.as_deref(), Some(KEY));
    assert_eq!(last.database.as_deref(), Some("db"));
    assert_eq!(last.cookie, None);
    let named = json!({"ids": [3], "vals": {"name": "x"}, "context": {"lang": "fr_FR", "uid": 7}});
    assert_eq!(last.body, named);
}

#[tokio::test]
async fn an_echoed_json_2_request_is_not_a_result() {
    let answers = odoo(19, |key| key == KEY);
    let server = Server::start(move |request: &Request| {
        if request.path == "/json/2/res.partner/write" {
            let sent = r#"{"ids":[3],"vals":{"name":"x"},"context":{"lang":"fr_FR","uid":7}}"#;
            assert_eq!(request.body, serde_json::from_str::<Value>(sent).unwrap());
            return Reply::Bytes(ok(sent));
        }
        answers(request)
    })
    .await;
    let error = by_key(&server).build().unwrap().call(write()).await.err();
    let Some(Error::Transport(error)) = error else {
        panic!("the echo is taken for a result: {error:?}");
    };
    assert_eq!(
        (error.kind(), error.outcome()),
        (TransportErrorKind::NotJson, Outcome::Unknown)
    );
    assert!(
        error.to_string().contains("sent the request back"),
        "{error}"
    );
}

#[tokio::test]
async fn an_unknown_database_is_an_error_with_json_2() {
    let server = Server::start(|request: &Request| {
        if request.path == "/web/webclient/version_info" {
            return odoo(19, |_| true)(request);
        }
        // As Odoo 19 answers.
        Reply::Bytes(html(
            "404 NOT FOUND",
            "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n\
             <p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n",
        ))
    })
    .await;
    let client = by_key(&server).protocol(Protocol::Json2).build().unwrap();
    assert_eq!(refusal(&client).await, LoginErrorKind::UnknownDatabase);
}

#[tokio::test]
async fn exceptions_of_json_2_are_faults_and_pages_are_not() {
    let table = [
        ("422 UNPROCESSABLE", "odoo.exceptions.ValidationError"),
        ("403 FORBIDDEN", "odoo.exceptions.AccessError"),
        ("500 INTERNAL SERVER ERROR", "builtins.ValueError"),
    ];
    for (status, name) in table {
        let server = Server::start(move |request: &Request| match request.path.as_str() {
            "/json/2/res.partner/write" => exception(status, name, "no"),
            _ => Reply::Bytes(ok("{}")),
        })
        .await;
        let client = by_key(&server).protocol(Protocol::Json2).build().unwrap();
        let error = client.call(write()).await.unwrap_err();
        let fault = error.fault().unwrap();
        assert_eq!(
            (fault.name(), fault.call().map(CallInfo::name)),
            (name, Some("res.partner.write"))
        );
        assert_eq!(error.outcome(), Outcome::NotDone);
    }
    for body in ["<html>", r#"{"error": "bad gateway"}"#] {
        let server = Server::start(move |request: &Request| match request.path.as_str() {
            "/json/2/res.partner/write" => Reply::Bytes(page(
                "502 BAD GATEWAY",
                "Content-Type: application/json\r\n",
                body,
            )),
            _ => Reply::Bytes(ok("{}")),
        })
        .await;
        let client = by_key(&server).protocol(Protocol::Json2).build().unwrap();
        let error = client.call(write()).await.unwrap_err();
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.kind(), TransportErrorKind::Status(502));
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}

#[tokio::test]
async fn a_page_instead_of_a_value_is_an_error_with_json_2() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/json/2/res.partner/write" => Reply::Bytes(page(
            "200 OK",
            "Content-Type: text/html\r\n",
            "<html>please sign in",
        )),
        _ => Reply::Bytes(ok("{}")),
    })
    .await;
    let client = by_key(&server).protocol(Protocol::Json2).build().unwrap();
    let Error::Transport(error) = client.call(write()).await.unwrap_err() else {
        panic!("no fault");
    };
    assert_eq!(error.kind(), TransportErrorKind::NotJson);
    assert_eq!(error.outcome(), Outcome::Unknown);
}
