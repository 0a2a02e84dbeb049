//! Logins that outlive those who wait for them, secrets that are refused, and sessions that only seem to have ended.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use odoo_rpc::{Call, Credentials, Error, LoginErrorKind, Outcome, TransportErrorKind as Kind};
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::server::{Reply, Request, Server, html, ok, ok_with, result};

fn call() -> Call {
    Call::write("res.partner", "create")
}

fn answer(request: &Request) -> Reply {
    Reply::Bytes(ok(&result(request, &json!([]))))
}

#[tokio::test]
async fn a_login_survives_those_who_give_up() {
    let gate = Arc::new(Semaphore::new(0));
    let closed = Arc::clone(&gate);
    let server = Server::start_raw(move |request| {
        if !request.is_login() {
            return answer(request);
        }
        let info = json!({"uid": 2, "user_context": {}});
        let cookie = "Set-Cookie: session_id=s1; Path=/\r\n";
        let info = ok_with(cookie, &result(request, &info));
        Reply::Behind(Arc::clone(&closed), info)
    })
    .await;
    let client = server.client();
    for _ in 0..4 {
        let mut hasty = JoinSet::new();
        for _ in 0..8 {
            let client = client.with_timeout(Duration::from_millis(10));
            hasty.spawn(async move { client.call(call()).await.map(drop) });
        }
        for result in hasty.join_all().await {
            let Error::Transport(error) = result.unwrap_err() else {
                panic!("no fault");
            };
            assert_eq!(
                (error.kind(), error.outcome()),
                (Kind::Timeout, Outcome::NotDone)
            );
            assert!(
                error.to_string().ends_with("while the client logged in"),
                "{error}"
            );
        }
    }
    gate.add_permits(1);
    let patient = client.with_timeout(Duration::from_secs(20));
    patient.call(call()).await.unwrap();
    let calls = server.calls();
    assert_eq!((server.logins(), calls.len()), (1, 1));
    assert_eq!(calls[0].cookie.as_deref(), Some("session_id=s1"));
}

#[tokio::test]
async fn a_secret_that_was_refused_pauses_and_another_one_does_not() {
    let server = Server::start_raw(|request| {
        if !request.is_login() {
            return answer(request);
        }
        if request.body["params"]["password"] == "right" {
            let info = json!({"uid": 2, "user_context": {}});
            return Reply::Bytes(ok(&result(request, &info)));
        }
        let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
        let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
        let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
        Reply::Bytes(ok(&body.to_string()))
    })
    .await;
    let secret = Arc::new(Mutex::new("wrong"));
    let (now, asked) = (Arc::clone(&secret), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&asked);
    let login = Credentials::password_from("admin", move || {
        count.fetch_add(1, SeqCst);
        let secret = now.lock().unwrap().to_owned();
        async { Ok::<_, Error>(secret) }
    });
    let client = server.builder().login(login).build().unwrap();
    for _ in 0..5 {
        let error = client.call(call()).await.unwrap_err();
        assert!(
            matches!(&error, Error::Login(error) if error.kind() == LoginErrorKind::WrongCredentials),
            "{error:?}"
        );
    }
    // The program was asked each time, the server once.
    assert_eq!((asked.load(SeqCst), server.logins()), (5, 1));
    *secret.lock().unwrap() = "also wrong";
    client.call(call()).await.unwrap_err();
    assert_eq!(server.logins(), 2);
    *secret.lock().unwrap() = "right";
    client.call(call()).await.unwrap();
    assert_eq!((server.logins(), server.calls().len()), (3, 1));
}

#[tokio::test]
async fn a_page_that_is_not_there_costs_no_login_while_the_session_holds() {
    let server = Server::start(|request| match request.path.as_str() {
        "/web/session/get_session_info" => Reply::Bytes(ok(&result(request, &json!({"uid": 2})))),
        _ => Reply::Bytes(html("404 NOT FOUND", "x")),
    })
    .await;
    let client = server.client();
    for count in 1..3 {
        let Error::Transport(error) = client.call(call()).await.unwrap_err() else {
            panic!("no fault");
        };
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Status(404), Outcome::NotDone)
        );
        assert_eq!((server.logins(), server.calls().len()), (1, count * 2));
    }
}

#[tokio::test]
async fn a_cookie_that_takes_the_session_away_is_not_taken_for_one() {
    let server = Server::start(|request| {
        let gone = "Set-Cookie: session_id=deleted; Max-Age=0; Path=/\r\n";
        Reply::Bytes(ok_with(gone, &result(request, &json!([]))))
    })
    .await;
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let taker = Arc::clone(&kept);
    let keep = move |id: &str| taker.lock().unwrap().push(id.to_owned());
    let client = server.builder().on_session_change(keep).build().unwrap();
    client.call(call()).await.unwrap();
    client.call(call()).await.unwrap();
    for request in server.calls() {
        assert_eq!(request.cookie.as_deref(), Some("session_id=s1"));
    }
    assert_eq!(*kept.lock().unwrap(), ["s1"]);
    assert_eq!(server.logins(), 1);
}

#[tokio::test]
async fn wrong_secrets_in_turn_stay_below_what_odoo_allows() {
    let server = Server::start_raw(|request| {
        let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
        let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
        let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
        Reply::Bytes(ok(&body.to_string()))
    })
    .await;
    // Two in turn, and then a new one each time.
    for (different, most) in [(2, 4), (usize::MAX, 8)] {
        let before = server.logins();
        let count = AtomicUsize::new(0);
        let login = Credentials::password_from("admin", move || {
            let secret = format!("wrong {}", count.fetch_add(1, SeqCst) % different);
            async move { Ok::<_, Error>(secret) }
        });
        let client = server.builder().login(login).build().unwrap();
        let until = std::time::Instant::now() + Duration::from_millis(900);
        while std::time::Instant::now() < until {
            let error = client.call(call()).await.unwrap_err();
            assert!(matches!(error, Error::Login(_)), "{error:?}");
        }
        let logins = server.logins() - before;
        assert!((2..=most).contains(&logins), "{logins} logins");
    }
}
