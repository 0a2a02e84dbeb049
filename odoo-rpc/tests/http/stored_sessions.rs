//! Sessions that are stored, restored and ended.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use odoo_rpc::{Call, Client, Credentials, Error, LoginErrorKind};
use serde_json::json;

use crate::server::{PASSWORD, Reply, Request, Server, ok, ok_with, result, session_expired};

fn answer(request: &Request) -> Reply {
    Reply::Bytes(ok(&result(request, &json!([]))))
}

fn call() -> Call {
    Call::write("res.partner", "write").on([3])
}

async fn refusal(client: &Client) -> LoginErrorKind {
    match client.call(call()).await.unwrap_err() {
        Error::Login(login) => login.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_session_that_is_given_is_used_and_not_renewed() {
    let ended = Arc::new(AtomicUsize::new(0));
    let is_over = Arc::clone(&ended);
    let server = Server::start(move |request: &Request| {
        assert_eq!(request.cookie.as_deref(), Some("session_id=given"));
        if is_over.load(SeqCst) == 1 {
            return Reply::Bytes(ok(&session_expired()));
        }
        let info =
            json!({"uid": 7, "db": "db", "username": "x", "user_context": {"lang": "fr_FR"}});
        Reply::Bytes(ok(&result(request, &info)))
    })
    .await;
    let client = server
        .builder()
        .login(Credentials::session("given"))
        .build()
        .unwrap();
    client.call(call()).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].path, "/web/session/get_session_info");
    assert_eq!(
        calls[1].body["params"]["kwargs"]["context"],
        json!({"lang": "fr_FR"})
    );
    ended.store(1, SeqCst);
    assert_eq!(refusal(&client).await, LoginErrorKind::SessionEnded);
    assert_eq!(server.logins(), 0);
}

#[tokio::test]
async fn logging_out_ends_the_session_and_the_next_call_begins_one() {
    let server =
        Server::start(|request: &Request| Reply::Bytes(ok(&result(request, &json!(true))))).await;
    let client = server.client();
    client.logout().await.unwrap();
    assert_eq!(server.requests().len(), 0, "there was no session");
    client.call(call()).await.unwrap();
    client.logout().await.unwrap();
    client.logout().await.unwrap();
    client.call(call()).await.unwrap();
    let calls = server.calls();
    let paths: Vec<&str> = calls.iter().map(|request| request.path.as_str()).collect();
    let write = "/web/dataset/call_kw/res.partner/write";
    assert_eq!(paths, [write, "/web/session/destroy", write]);
    assert_eq!(calls[1].cookie.as_deref(), Some("session_id=s1"));
    assert_eq!(calls[2].cookie.as_deref(), Some("session_id=s2"));
    assert_eq!(server.logins(), 2);
}

#[tokio::test]
async fn a_session_is_kept_and_restored() {
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let server = Server::start(|request: &Request| {
        if request.path.ends_with("get_session_info") {
            let info = json!({"uid": 2, "db": "db", "username": "admin", "user_context": {"lang": "fr_FR"}});
            return Reply::Bytes(ok(&result(request, &info)));
        }
        answer(request)
    })
    .await;
    let keep = |kept: &Arc<Mutex<Vec<String>>>| {
        let kept = Arc::clone(kept);
        move |id: &str| kept.lock().unwrap().push(id.to_owned())
    };
    let first = server
        .builder()
        .on_session_change(keep(&kept))
        .build()
        .unwrap();
    first.call(call()).await.unwrap();
    first.call(call()).await.unwrap();
    assert_eq!(*kept.lock().unwrap(), ["s1"]);
    let restored = server
        .builder()
        .restore_session("s1")
        .on_session_change(keep(&kept))
        .build()
        .unwrap();
    restored.call(call()).await.unwrap();
    assert_eq!(server.logins(), 1);
    let calls = server.calls();
    assert_eq!(calls[2].path, "/web/session/get_session_info");
    assert_eq!(calls[3].cookie.as_deref(), Some("session_id=s1"));
}

#[tokio::test]
async fn a_kept_session_that_ended_is_followed_by_a_login() {
    let server = Server::start(|request: &Request| {
        if request.cookie.as_deref() == Some("session_id=old") {
            return Reply::Bytes(ok(&session_expired()));
        }
        answer(request)
    })
    .await;
    let client = server.builder().restore_session("old").build().unwrap();
    client.call(call()).await.unwrap();
    client.call(call()).await.unwrap();
    assert_eq!(server.logins(), 1);
    assert_eq!(
        server.calls().len(),
        3,
        "the old session was asked for once"
    );
}

#[tokio::test]
async fn only_valid_session_ids_are_stored() {
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let taker = Arc::clone(&kept);
    let first = AtomicBool::new(true);
    // Odoo 14 sends a session id to everybody.
    let server = Server::start_raw(move |request: &Request| {
        let stranger = "Set-Cookie: session_id=stranger; Path=/\r\n";
        if request.is_login() && first.swap(false, SeqCst) {
            let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
            let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
            let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
            return Reply::Bytes(ok_with(stranger, &body.to_string()));
        }
        if request.is_login() {
            let info = json!({"uid": 2, "user_context": {}});
            let cookie = "Set-Cookie: session_id=good; Path=/\r\n";
            return Reply::Bytes(ok_with(cookie, &result(request, &info)));
        }
        let headers = if request.path.ends_with("destroy") {
            stranger
        } else {
            ""
        };
        Reply::Bytes(ok_with(headers, &result(request, &json!(true))))
    })
    .await;
    let keep = move |id: &str| taker.lock().unwrap().push(id.to_owned());
    let passwords = Mutex::new(["of yesterday", PASSWORD].into_iter());
    let next = move || {
        let password = passwords.lock().unwrap().next().unwrap();
        async { Ok::<_, Error>(password.to_owned()) }
    };
    let login = Credentials::password_from("admin", next);
    let client = server.builder().login(login).on_session_change(keep);
    let client = client.build().unwrap();
    client.call(call()).await.unwrap_err();
    assert!(kept.lock().unwrap().is_empty());
    client.call(call()).await.unwrap();
    client.logout().await.unwrap();
    assert_eq!(*kept.lock().unwrap(), ["good"]);
}

#[tokio::test]
async fn a_session_of_another_user_or_database_is_not_restored() {
    for (db, username) in [("db", "bob"), ("other", "admin")] {
        let server = Server::start(move |request: &Request| {
            if request.path.ends_with("get_session_info") {
                let info = json!({"uid": 9, "db": db, "username": username, "user_context": {}});
                return Reply::Bytes(ok(&result(request, &info)));
            }
            answer(request)
        })
        .await;
        let client = server.builder().restore_session("theirs").build().unwrap();
        client.call(call()).await.unwrap();
        assert_eq!(server.logins(), 1);
        let calls = server.calls();
        assert_eq!(calls[1].cookie.as_deref(), Some("session_id=s1"));
    }
}

#[tokio::test]
async fn a_logout_that_failed_can_be_repeated() {
    let first = AtomicBool::new(true);
    let server = Server::start(move |request: &Request| {
        if request.path.ends_with("destroy") && first.swap(false, SeqCst) {
            return Reply::Close;
        }
        answer(request)
    })
    .await;
    let client = server.client();
    client.call(call()).await.unwrap();
    client.logout().await.unwrap_err();
    client.logout().await.unwrap();
    let ended = server
        .calls()
        .into_iter()
        .filter(|request| request.path.ends_with("destroy"));
    assert_eq!(ended.count(), 2);
}
