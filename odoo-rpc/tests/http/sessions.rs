//! One login however many calls wait, the newest cookie, a session that ends.

use std::time::Duration;

use odoo_rpc::{Call, Context, Credentials, Error, LoginErrorKind, Outcome};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::server::{PASSWORD, Reply, Request, Server, html, ok, ok_with, result, session_expired};

fn answer(request: &Request) -> Reply {
    Reply::Bytes(ok(&result(request, &json!([]))))
}

fn call() -> Call {
    Call::write("res.partner", "create")
}

/// What a login is answered with when the server refuses it.
fn refuse(name: &'static str, message: &'static str) -> impl Fn(&Request) -> Reply + Send + Sync {
    move |request| {
        let data = json!({"name": name, "message": message, "arguments": [message], "context": {}, "debug": ""});
        let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
        let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error}).to_string();
        Reply::Late(Duration::from_millis(100), ok(&body))
    }
}

/// Eight calls at once; the errors of those that failed.
async fn eight(client: &odoo_rpc::Client) -> Vec<Error> {
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let client = client.clone();
        tasks.spawn(async move { client.call(call()).await.err() });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

#[tokio::test]
async fn nothing_is_sent_before_the_first_call() {
    let server = Server::start(answer).await;
    let client = server.client();
    assert!(server.requests().is_empty());
    client.call(call()).await.unwrap();
    let [login, call] = &server.requests()[..] else {
        panic!()
    };
    assert_eq!(
        login.body["params"],
        json!({"db": "db", "login": "admin", "password": PASSWORD})
    );
    assert_eq!(login.cookie, None);
    assert_eq!(call.path, "/web/dataset/call_kw/res.partner/create");
    assert_eq!(call.cookie.as_deref(), Some("session_id=s1"));
}

#[tokio::test]
async fn many_calls_share_one_login() {
    let server = Server::start(answer).await;
    assert!(eight(&server.client()).await.is_empty());
    assert_eq!((server.logins(), server.calls().len()), (1, 8));
}

#[tokio::test]
async fn many_calls_share_one_failed_login() {
    let server = Server::start_raw(refuse("odoo.exceptions.AccessDenied", "Access Denied")).await;
    let client = server.client();
    let errors = eight(&client).await;
    assert_eq!(
        (errors.len(), server.logins(), server.calls().len()),
        (8, 1, 0)
    );
    for error in &errors {
        let Error::Login(login) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (login.kind(), error.outcome()),
            (LoginErrorKind::WrongCredentials, Outcome::NotDone)
        );
    }
    // Calls that follow at once do not try the same password again: Odoo would soon let nobody in from here.
    let error = client.call(call()).await.unwrap_err();
    assert_eq!(
        (error.to_string(), server.logins()),
        (errors[0].to_string(), 1)
    );
    // A later one does: the password may have been corrected on the server.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    client.call(call()).await.unwrap_err();
    assert_eq!(server.logins(), 2);
}

#[tokio::test]
async fn a_secret_that_is_asked_for_is_tried_at_once() {
    let server = Server::start_raw(
        |request| match request.body["params"]["password"].as_str() {
            Some("new") => {
                let info = json!({"uid": 2, "user_context": {}});
                Reply::Bytes(ok(&result(request, &info)))
            }
            Some(_) => refuse("odoo.exceptions.AccessDenied", "Access Denied")(request),
            None => Reply::Bytes(ok(&result(request, &json!([])))),
        },
    )
    .await;
    let asked = std::sync::atomic::AtomicBool::new(false);
    let login = Credentials::password_from("admin", move || {
        let is_second = asked.swap(true, std::sync::atomic::Ordering::SeqCst);
        async move { Ok::<_, Error>(if is_second { "new" } else { "old" }.to_owned()) }
    });
    let client = server.builder().login(login).build().unwrap();
    client.call(call()).await.unwrap_err();
    client.call(call()).await.unwrap();
}

#[tokio::test]
async fn a_login_that_is_given_up_does_not_stop_the_others() {
    let server = Server::start_raw(|request| {
        let info = json!({"uid": 2, "user_context": {}});
        let value = if request.is_login() { info } else { json!([]) };
        Reply::Late(Duration::from_millis(100), ok(&result(request, &value)))
    })
    .await;
    let client = server.client();
    let given_up = tokio::time::timeout(Duration::from_millis(20), client.call(call())).await;
    assert!(given_up.is_err());
    client.call(call()).await.unwrap();
}

#[tokio::test]
async fn each_refusal_is_an_error_of_its_own() {
    let too_many = "Too many login failures, please wait a bit before trying again.";
    let table = [
        (
            "odoo.exceptions.AccessDenied",
            "Access Denied",
            LoginErrorKind::WrongCredentials,
        ),
        (
            "odoo.exceptions.AccessDenied",
            too_many,
            LoginErrorKind::TooManyFailures,
        ),
        (
            "odoo.exceptions.AccessDenied",
            "Trop d'échecs de connexion",
            LoginErrorKind::TooManyFailures,
        ),
        (
            "odoo.exceptions.AccessError",
            "Database not found.",
            LoginErrorKind::UnknownDatabase,
        ),
        (
            "psycopg2.OperationalError",
            "FATAL:  database \"db\" does not exist\n",
            LoginErrorKind::UnknownDatabase,
        ),
        (
            "builtins.KeyError",
            "res.users",
            LoginErrorKind::UnknownDatabase,
        ),
    ];
    for (name, message, kind) in table {
        let server = Server::start_raw(refuse(name, message)).await;
        let error = server.client().call(call()).await.unwrap_err();
        let Error::Login(login) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (login.kind(), login.login(), login.database()),
            (kind, "admin", "db"),
            "{message}"
        );
        assert_eq!(login.fault().unwrap().message(), message);
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(PASSWORD), "{shown}");
    }
}

#[tokio::test]
async fn a_database_server_that_is_down_is_not_an_unknown_database() {
    for message in [
        "could not connect to server: Connection refused. Is the server running on host \"db\"?",
        "FATAL:  role \"db\" does not exist",
    ] {
        let server = Server::start_raw(refuse("psycopg2.OperationalError", message)).await;
        let error = server.client().call(call()).await.unwrap_err();
        assert_eq!(error.fault().unwrap().message(), message);
    }
}

#[tokio::test]
async fn the_servers_own_sentence_is_not_lost() {
    let expired = "Your password has expired.";
    let server = Server::start_raw(refuse("odoo.exceptions.AccessDenied", expired)).await;
    let error = server.client().call(call()).await.unwrap_err();
    assert!(error.to_string().contains(expired), "{error}");
    let blocked = "Login from this address is not allowed.";
    let server = Server::start_raw(refuse("odoo.exceptions.AccessError", blocked)).await;
    let error = server.client().call(call()).await.unwrap_err();
    assert_eq!(error.fault().unwrap().message(), blocked);
}

#[tokio::test]
async fn a_session_without_a_user_is_no_second_factor() {
    for info in [json!({}), json!({"uid": "2"})] {
        let server =
            Server::start_raw(move |request| Reply::Bytes(ok(&result(request, &info)))).await;
        let error = server.client().call(call()).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn the_end_of_ones_time_is_not_the_end_of_anothers() {
    let server = Server::start_raw(|request| {
        let info = json!({"uid": 2, "user_context": {}});
        let value = if request.is_login() { info } else { json!([]) };
        Reply::Late(Duration::from_millis(400), ok(&result(request, &value)))
    })
    .await;
    let client = server.client();
    let hasty = client.clone();
    let hasty = tokio::spawn(async move {
        hasty
            .call(call().with_timeout(Duration::from_millis(100)))
            .await
            .map(drop)
    });
    while server.logins() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The login goes on without the one that it was begun for.
    client.call(call()).await.unwrap();
    hasty.await.unwrap().unwrap_err();
    assert_eq!(server.logins(), 1);
}

#[tokio::test]
async fn a_second_factor_is_not_a_success() {
    // 14 sends more keys, 16 to 19 this one alone.
    let server =
        Server::start_raw(|request| Reply::Bytes(ok(&result(request, &json!({"uid": null})))))
            .await;
    let error = server.client().call(call()).await.unwrap_err();
    let Error::Login(login) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(login.kind(), LoginErrorKind::SecondFactor);
    assert!(server.calls().is_empty());
}

#[tokio::test]
async fn the_newest_cookie_is_sent_even_if_it_came_with_an_error() {
    let server = Server::start(|request| {
        let cookie = request.cookie.as_deref().unwrap_or_default();
        let next = format!("Set-Cookie: {cookie}x; HttpOnly; Path=/\r\n");
        let error = json!({"code": 0, "message": "Odoo Server Error", "data": {"name": "odoo.exceptions.UserError"}});
        let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error}).to_string();
        Reply::Bytes(ok_with(&next, &body))
    })
    .await;
    let client = server.client();
    for _ in 0..3 {
        client.call(call()).await.unwrap_err();
    }
    let cookies: Vec<_> = server
        .calls()
        .into_iter()
        .filter_map(|request| request.cookie)
        .collect();
    assert_eq!(
        cookies,
        ["session_id=s1", "session_id=s1x", "session_id=s1xx"]
    );
    assert_eq!(server.logins(), 1);
}

#[tokio::test]
async fn a_session_that_ended_is_renewed_once_for_all_who_wait() {
    let server = Server::start(|request| match request.cookie.as_deref() {
        Some("session_id=s1") => Reply::Late(Duration::from_millis(50), ok(&session_expired())),
        _ => answer(request),
    })
    .await;
    assert!(eight(&server.client()).await.is_empty());
    assert_eq!(server.logins(), 2);
    let of = |cookie: &str| {
        server
            .calls()
            .iter()
            .filter(|call| call.cookie.as_deref() == Some(cookie))
            .count()
    };
    // Some may have waited for a place, and so never met the first session.
    assert_eq!(of("session_id=s2"), 8);
    assert!(of("session_id=s1") <= 8);
}

#[tokio::test]
async fn a_session_that_ends_again_at_once_is_an_error() {
    let server = Server::start(|_| Reply::Bytes(ok(&session_expired()))).await;
    let error = server.client().call(call()).await.unwrap_err();
    assert!(error.fault().unwrap().is_session_expired());
    assert_eq!(error.outcome(), Outcome::NotDone);
    assert_eq!((server.logins(), server.calls().len()), (2, 2));
}

#[tokio::test]
async fn contexts_lie_over_one_another() {
    let server = Server::start(answer).await;
    let client = server
        .client()
        .with_context(Context::new().lang("nl_BE").company(2));
    client
        .call(call().with_context(&Context::new().company(3)))
        .await
        .unwrap();
    let context: Value = server.calls()[0].body["params"]["kwargs"]["context"].clone();
    assert_eq!(
        context,
        json!({"lang": "nl_BE", "tz": "UTC", "allowed_company_ids": [3]})
    );
}

#[tokio::test]
async fn the_version_needs_no_login_and_is_asked_for_once() {
    let server = Server::start(|request| {
        assert_eq!(request.path, "/web/webclient/version_info");
        let info =
            json!({"server_version": "19.0", "server_version_info": [19, 0, 0, "final", 0, ""]});
        Reply::Bytes(ok(&result(request, &info)))
    })
    .await;
    let client = server.client();
    assert_eq!(client.server_version().await.unwrap().major(), 19);
    assert_eq!(client.clone().server_version().await.unwrap().major(), 19);
    assert_eq!((server.logins(), server.calls().len()), (0, 1));
}

#[tokio::test]
async fn a_controller_that_is_not_there_costs_no_session() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        path if path.starts_with("/no/such/route") => Reply::Bytes(html("404 NOT FOUND", "<html>")),
        _ => answer(request),
    })
    .await;
    let client = server.client();
    client.call(call()).await.unwrap();
    let error = client
        .call(Call::controller("/no/such/route?token=canary"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("`/no/such/route`"), "{error}");
    assert!(!error.to_string().contains("canary"), "{error}");
    client.call(call()).await.unwrap();
    assert_eq!((server.logins(), server.calls().len()), (1, 3));
}
