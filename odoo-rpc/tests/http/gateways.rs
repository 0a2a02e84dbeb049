//! Gateways that answer in place of Odoo.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use odoo_rpc::{Call, Client, Credentials, Error, Outcome, Protocol, TransportErrorKind};
use serde_json::json;

use crate::server::{PASSWORD, Reply, Request, Server, builder, html, ok, page, result};

fn read() -> Call {
    Call::read("res.partner", "search")
}

fn answer(request: &Request) -> Reply {
    Reply::Bytes(ok(&result(request, &json!([]))))
}

#[tokio::test]
async fn a_password_of_the_gateway_is_asked_for_by_name() {
    let server = Server::start_raw(|_| {
        let headers = "WWW-Authenticate: Basic realm=\"staging\"\r\nContent-Type: text/html\r\n";
        Reply::Bytes(page("401 Unauthorized", headers, "<h1>401</h1>"))
    })
    .await;
    let error = server.client().call(read()).await.unwrap_err();
    assert!(
        error.to_string().contains("`ClientBuilder::basic_auth`"),
        "{error}"
    );
    assert_eq!(error.outcome(), Outcome::NotDone);
}

#[tokio::test]
async fn a_client_certificate_of_the_gateway_is_asked_for_by_name() {
    // nginx with `ssl_verify_client on`.
    let page = "<html><head><title>400 No required SSL certificate was sent</title></head></html>";
    let server = Server::start_raw(move |_| Reply::Bytes(html("400 Bad Request", page))).await;
    let error = server.client().call(read()).await.unwrap_err();
    assert!(
        error.to_string().contains("requires a client certificate"),
        "{error}"
    );
}

#[tokio::test]
async fn the_errors_of_a_content_network_are_a_gateways() {
    for status in 520..=524 {
        let calls = AtomicUsize::new(0);
        let server = Server::start(move |request| {
            if calls.fetch_add(1, SeqCst) == 0 {
                let line = format!("{status} Origin Error");
                return Reply::Bytes(html(&line, "<h1>cloud</h1>"));
            }
            answer(request)
        })
        .await;
        server.client().call(read()).await.unwrap();
        assert_eq!(server.calls().len(), 2, "{status}");
        let line = move |_: &Request| {
            Reply::Bytes(html(&format!("{status} Origin Error"), "<h1>cloud</h1>"))
        };
        let server = Server::start(line).await;
        let write = Call::write("res.partner", "create");
        let Error::Transport(error) = server.client().call(write).await.unwrap_err() else {
            panic!("no fault");
        };
        assert_eq!(server.calls().len(), 1);
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(error.is_connection_lost(), "{status}");
        assert!(error.to_string().contains("its Odoo does not"), "{error}");
    }
}

#[test]
fn the_url_of_a_page_is_recognised() {
    for page in [
        "web",
        "web/",
        "web/login",
        "web#action=menu",
        "jsonrpc",
        "odoo/web",
        "xmlrpc/2/common",
        "json/2",
    ] {
        let error = Client::builder(format!("https://erp.example.com/{page}")).unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("is a page or a route of Odoo's")
                && error.contains("write `https://erp.example.com"),
            "{error}"
        );
    }
    for base in ["", "odoo", "my/web-shop", "websites/erp"] {
        let _ = Client::builder(format!("https://erp.example.com/{base}")).unwrap();
    }
}

/// A server that tells its version, and answers everything else with a gateway's page.
async fn without_json_2(version: Option<u16>) -> Server {
    Server::start(move |request: &Request| match version {
        Some(major) if request.path == "/web/webclient/version_info" => {
            let version =
                json!({"server_version": format!("{major}.0"), "server_version_info": [major, 0]});
            Reply::Bytes(ok(&result(request, &version)))
        }
        _ => Reply::Bytes(html("404 Not Found", "<h1>404</h1>")),
    })
    .await
}

#[tokio::test]
async fn a_404_of_json_2_is_explained() {
    let client = |server: &Server| {
        let login = Credentials::api_key("sync", PASSWORD);
        let client = server.builder().login(login).protocol(Protocol::Json2);
        client.max_attempts(1).build().unwrap()
    };
    let old = without_json_2(Some(18)).await;
    let error = client(&old).call(read()).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("JSON-2 needs Odoo 19, and this is Odoo 18.0"),
        "{error}"
    );
    // With Odoo behind it, and without.
    for version in [Some(19), None] {
        let gateway = without_json_2(version).await;
        let error = client(&gateway).call(read()).await.unwrap_err();
        let Error::Transport(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.kind(), TransportErrorKind::Status(404));
        let sentence = error.to_string();
        assert!(sentence.contains("lets `/json/2` through"), "{sentence}");
        assert!(sentence.contains("the database"), "{sentence}");
    }
}

#[tokio::test]
async fn a_page_of_the_web_client_in_the_url_is_explained_when_it_fails() {
    // 18 and 19 answer so to each POST below `/odoo`; 14 to 17 have no such page.
    for status in ["400 BAD REQUEST", "404 NOT FOUND"] {
        let server = Server::start_raw(move |_| Reply::Bytes(html(status, "<h1>no</h1>"))).await;
        for page in ["odoo", "odoo/action-123", "odoo/contacts/5/"] {
            let client = builder(&format!("{}/{page}", server.url()));
            let client = client.build().unwrap();
            let error = client.server_version().await.unwrap_err().to_string();
            assert!(error.contains("web client"), "{page}: {error}");
            assert!(error.contains("without `/odoo`"), "{page}: {error}");
        }
        for base in ["", "erp/odoo", "odoo-19"] {
            let client = builder(&format!("{}/{base}", server.url()));
            let error = client.build().unwrap().server_version().await.unwrap_err();
            assert!(!error.to_string().contains("web client"), "{error}");
        }
    }
    // A proxy may publish Odoo there.
    let server = Server::start_raw(|request| {
        let info = json!({"uid": 2, "user_context": {}});
        Reply::Bytes(ok(&result(request, &info)))
    })
    .await;
    let client = builder(&format!("{}/odoo", server.url())).build().unwrap();
    client.call(read()).await.unwrap();
    assert_eq!(server.requests()[0].path, "/odoo/web/session/authenticate");
}

#[tokio::test]
async fn only_refused_secrets_pause() {
    let first = AtomicUsize::new(0);
    let server = Server::start(move |request: &Request| {
        if request.path == "/web/webclient/version_info" {
            let version = json!({"server_version": "19.0", "server_version_info": [19, 0]});
            return Reply::Bytes(ok(&result(request, &version)));
        }
        if first.fetch_add(1, SeqCst) == 0 {
            return Reply::Bytes(html("404 Not Found", "<h1>404</h1>"));
        }
        Reply::Bytes(ok("[]"))
    })
    .await;
    let login = Credentials::api_key("sync", PASSWORD);
    let client = server.builder().login(login).protocol(Protocol::Json2);
    let client = client.build().unwrap();
    client.call(read()).await.unwrap_err();
    client.call(read()).await.map(drop).unwrap_err(); // `[]` is not a context
    assert!(server.calls().len() > 2, "it was asked again at once");
}

#[tokio::test]
async fn a_restored_session_that_a_gateway_refuses_leads_to_a_login() {
    for status in ["400 Bad Request", "403 Forbidden", "410 Gone"] {
        let server = Server::start(move |request: &Request| {
            if request.cookie.as_deref() == Some("session_id=old") {
                return Reply::Bytes(html(status, "<h1>no</h1>"));
            }
            answer(request)
        })
        .await;
        let client = server.builder().restore_session("old").build().unwrap();
        client.call(read()).await.unwrap();
        client.call(read()).await.unwrap();
        assert_eq!((server.logins(), server.calls().len()), (1, 3), "{status}");
    }
}

#[tokio::test]
async fn a_secret_with_trailing_white_space_is_reported() {
    let server = Server::start_raw(|request| {
        let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
        let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
        let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
        Reply::Bytes(ok(&body.to_string()))
    })
    .await;
    for (secret, is_said) in [("canary\n", true), (" canary", true), ("canary", false)] {
        let client = server
            .builder()
            .login(Credentials::password("admin", secret));
        let error = client.build().unwrap().call(read()).await.unwrap_err();
        let text = error.to_string();
        assert_eq!(text.contains("white space"), is_said, "{text}");
        assert!(!format!("{text} {error:?}").contains("canary"), "{text}");
    }
    let key = Credentials::api_key("sync", "canary\n");
    let client = server.builder().login(key).protocol(Protocol::Json2);
    let error = client.build().unwrap().call(read()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the API key ends in white space"),
        "{error}"
    );
}
