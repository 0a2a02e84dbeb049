//! The protocols: which of them is used, requests and logins.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use odoo_rpc::{
    Call, Client, ClientBuilder, Credentials, Error, LoginErrorKind, Outcome, Protocol,
};
use serde_json::{Value, json};

use crate::server::{Reply, Request, Server, ok, page, result};

/// No error and no `Debug` may show it.
pub(crate) const KEY: &str = "canary-key";

pub(crate) fn by_key(server: &Server) -> ClientBuilder {
    server.builder().login(Credentials::api_key("sync", KEY))
}

pub(crate) fn write() -> Call {
    Call::write("res.partner", "write")
        .on([3])
        .arg("vals", json!({"name": "x"}))
}

pub(crate) async fn refusal(client: &Client) -> LoginErrorKind {
    let error = client.call(write()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    let shown = format!("{error} {error:?} {client:?}");
    assert!(!shown.contains("canary"), "{shown}");
    match error {
        Error::Login(login) => login.kind(),
        other => panic!("{other:?}"),
    }
}

/// An Odoo of this version that accepts the keys for which `takes` is true.
pub(crate) fn odoo(
    major: u16,
    takes: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> impl Fn(&Request) -> Reply + Send + Sync {
    move |request| {
        let answer = |value: Value| Reply::Bytes(ok(&result(request, &value)));
        let context = json!({"lang": "fr_FR", "uid": 7});
        match request.path.as_str() {
            "/web/webclient/version_info" => answer(
                json!({"server_version": format!("{major}.0"), "server_version_info": [major, 0]}),
            ),
            "/jsonrpc" => {
                let params = &request.body["params"];
                let args = &params["args"];
                match (params["method"].as_str().unwrap(), args[4].as_str()) {
                    ("login", _) if takes(args[2].as_str().unwrap()) => answer(json!(7)),
                    ("login", _) => answer(json!(false)),
                    _ if !takes(args[2].as_str().unwrap()) => {
                        let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
                        let error =
                            json!({"code": 200, "message": "Odoo Server Error", "data": data});
                        let body =
                            json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
                        Reply::Bytes(ok(&body.to_string()))
                    }
                    (_, Some("context_get")) => answer(context),
                    _ => answer(json!(true)),
                }
            }
            path if path.starts_with("/json/2/") => {
                let key = request.bearer.as_deref().unwrap_or_default();
                let body = if !takes(key) {
                    return exception(
                        "401 UNAUTHORIZED",
                        "werkzeug.exceptions.Unauthorized",
                        "Invalid apikey",
                    );
                } else if path.ends_with("/context_get") {
                    context.to_string()
                } else {
                    "true".to_owned()
                };
                Reply::Bytes(ok(&body))
            }
            other => panic!("{other}"),
        }
    }
}

/// An exception as JSON-2 has it.
pub(crate) fn exception(status: &str, name: &str, message: &str) -> Reply {
    let body = json!({"name": name, "message": message, "arguments": [message], "context": {}, "debug": "Traceback"});
    Reply::Bytes(page(
        status,
        "Content-Type: application/json\r\n",
        &body.to_string(),
    ))
}

#[tokio::test]
async fn a_key_uses_execute_kw_before_19() {
    let server = Server::start(odoo(14, |key| key == KEY)).await;
    let client = by_key(&server).build().unwrap();
    client.call(write()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 4, "version, login, context and the call");
    assert_eq!(
        requests[1].body["params"]["args"],
        json!(["db", "sync", KEY])
    );
    let context = json!({"context": {"lang": "fr_FR", "uid": 7}});
    let args = json!(["db", 7, KEY, "res.partner", "write", [[3], {"name": "x"}], context]);
    assert_eq!(requests[3].body["params"]["args"], args);
    assert_eq!(requests[3].cookie, None);
}

#[tokio::test]
async fn a_wrong_key_is_an_error_with_each_protocol() {
    for major in [14, 19] {
        let server = Server::start(odoo(major, |_| false)).await;
        let client = by_key(&server).build().unwrap();
        assert_eq!(refusal(&client).await, LoginErrorKind::WrongCredentials);
    }
}

#[tokio::test]
async fn a_changed_key_is_requested_again_and_the_call_retried() {
    for major in [14, 19] {
        let valid = Arc::new(AtomicUsize::new(1));
        let (at_server, at_vault) = (Arc::clone(&valid), Arc::clone(&valid));
        let takes = move |key: &str| key == format!("key-{}", at_server.load(SeqCst));
        let server = Server::start(odoo(major, takes)).await;
        let ask = move || {
            let key = format!("key-{}", at_vault.load(SeqCst));
            async move { Ok::<_, std::io::Error>(key) }
        };
        let client = server
            .builder()
            .login(Credentials::api_key_from("sync", ask))
            .build()
            .unwrap();
        client.call(write()).await.unwrap();
        let before = server.requests().len();
        valid.store(2, SeqCst);
        client.call(write()).await.unwrap();
        let writes = server.requests().split_off(before);
        let keys: Vec<&str> = writes
            .iter()
            .filter(|request| request.body.to_string().contains("\"name\":\"x\""))
            .map(|request| match &request.bearer {
                Some(key) => key.as_str(),
                None => request.body["params"]["args"][2].as_str().unwrap(),
            })
            .collect();
        assert_eq!(keys, ["key-1", "key-2"]);
    }
}

#[tokio::test]
async fn a_missing_secret_has_its_source() {
    let server = Server::start(odoo(19, |_| true)).await;
    let ask = || async { Err::<String, _>(std::io::Error::other("the vault is sealed")) };
    let client = server
        .builder()
        .login(Credentials::api_key_from("sync", ask))
        .build()
        .unwrap();
    let error = client.call(write()).await.unwrap_err();
    let Error::Login(login) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(login.kind(), LoginErrorKind::NoSecret);
    let source = std::error::Error::source(login).unwrap();
    assert_eq!(source.to_string(), "the vault is sealed");
}

#[tokio::test]
async fn controllers_need_a_session() {
    let server =
        Server::start(|request: &Request| Reply::Bytes(ok(&result(request, &json!([1]))))).await;
    let call = || Call::controller("/my/route").kwarg("a", 1);
    let answer: Vec<i64> = server
        .client()
        .call(call())
        .await
        .unwrap()
        .decode()
        .unwrap();
    assert_eq!(answer, [1]);
    let sent = &server.calls()[0];
    assert_eq!(
        (sent.path.as_str(), sent.cookie.as_deref()),
        ("/my/route", Some("session_id=s1"))
    );
    assert_eq!(sent.body["params"]["a"], 1);
    let server = Server::start(odoo(19, |_| true)).await;
    let client = by_key(&server).build().unwrap();
    let error = client.call(call()).await.unwrap_err();
    assert!(
        error.to_string().contains("`/my/route` was not sent"),
        "{error}"
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.path != "/my/route")
    );
    client.logout().await.unwrap();
}

#[test]
fn credentials_that_do_not_fit_the_protocol_are_refused() {
    let builder = |login: Credentials| {
        Client::builder("http://127.0.0.1:1")
            .unwrap()
            .database("db")
            .login(login)
    };
    let table = [
        (
            Credentials::api_key("sync", KEY),
            Protocol::CallKw,
            "an API key does not have",
        ),
        (
            Credentials::password("admin", KEY),
            Protocol::Json2,
            "JSON-2 needs an API key",
        ),
        (
            Credentials::session(KEY),
            Protocol::ExecuteKw,
            "a session needs `call_kw`",
        ),
        (
            Credentials::session(KEY),
            Protocol::Json2,
            "a session needs `call_kw`",
        ),
    ];
    for (login, protocol, sentence) in table {
        let error = builder(login).protocol(protocol).build().unwrap_err();
        assert!(error.to_string().contains(sentence), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    builder(Credentials::password("admin", KEY))
        .protocol(Protocol::ExecuteKw)
        .build()
        .unwrap();
    for login in [
        Credentials::api_key("sync", KEY),
        Credentials::session(KEY),
        Credentials::password("a", KEY),
    ] {
        assert!(!format!("{login:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_method_that_denies_access_itself_is_sent_once() {
    let answers = odoo(14, |key| key == KEY);
    let server = Server::start(move |request: &Request| {
        if request.body["params"]["args"][4] == "change_password" {
            let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
            let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
            let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
            return Reply::Bytes(ok(&body.to_string()));
        }
        answers(request)
    })
    .await;
    let client = by_key(&server).build().unwrap();
    let error = client
        .call(Call::write("res.users", "change_password"))
        .await
        .unwrap_err();
    assert!(error.fault().unwrap().is_access_denied());
    let sent = server
        .requests()
        .into_iter()
        .filter(|request| request.body["params"]["args"][4] == "change_password");
    assert_eq!(sent.count(), 1);
}
