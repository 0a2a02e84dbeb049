//! What says that a server is away, and what says that it is back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use odoo_rpc::{Call, Client, ConnectionState, Credentials, Error, Event, LoginErrorKind};
use serde_json::json;
use tokio::time::timeout;

use crate::server::{PASSWORD, Reply, Server, html, ok, result};

/// A server behind a gateway, which can be stopped. It knows no other password than the tests'.
async fn gateway() -> (Server, Arc<AtomicBool>) {
    let is_up = Arc::new(AtomicBool::new(true));
    let up = Arc::clone(&is_up);
    let server = Server::start_raw(move |request| {
        if !up.load(SeqCst) {
            return Reply::Bytes(html("502 Bad Gateway", "x"));
        }
        if request.is_login() && request.body["params"]["password"] != PASSWORD {
            let data = json!({"name": "odoo.exceptions.AccessDenied", "message": "Access Denied"});
            let error = json!({"code": 200, "message": "Odoo Server Error", "data": data});
            let body = json!({"jsonrpc": "2.0", "id": request.body["id"], "error": error});
            return Reply::Bytes(ok(&body.to_string()));
        }
        let value = json!({"uid": 2, "user_context": {}});
        Reply::Bytes(ok(&result(request, &value)))
    })
    .await;
    (server, is_up)
}

fn read() -> Call {
    Call::read("res.partner", "read")
}

/// A client whose first call, with a good secret, found the gateway alone. The secret is none or another if it is asked for once more.
async fn lost(server: &Server, next: Option<&'static str>) -> Client {
    let asked = AtomicBool::new(false);
    let login = Credentials::password_from("admin", move || {
        let is_first = !asked.swap(true, SeqCst);
        let secret = if is_first { Some(PASSWORD) } else { next };
        let secret = secret.map(str::to_owned);
        async move { secret.ok_or("the vault is closed") }
    });
    let builder = server.builder().login(login).max_attempts(1);
    let client = builder.build().unwrap();
    client.call(read()).await.unwrap_err();
    assert_eq!(client.connection().state(), ConnectionState::Lost);
    client
}

fn login_error(error: &Error) -> LoginErrorKind {
    match error {
        Error::Login(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_that_is_refused_here_brings_no_server_back() {
    let (server, is_up) = gateway().await;
    is_up.store(false, SeqCst);
    let client = lost(&server, None).await;
    let asked = server.requests().len();
    let error = client.call(Call::read("..", "read")).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert_eq!(server.requests().len(), asked);
    assert_eq!(client.connection().state(), ConnectionState::Lost);
}

#[tokio::test]
async fn a_secret_that_is_not_there_brings_no_server_back() {
    let (server, is_up) = gateway().await;
    is_up.store(false, SeqCst);
    let client = lost(&server, None).await;
    let error = client.call(read()).await.unwrap_err();
    assert_eq!(login_error(&error), LoginErrorKind::NoSecret);
    assert_eq!(client.connection().state(), ConnectionState::Lost);
}

#[tokio::test]
async fn a_server_that_refuses_a_secret_is_back() {
    let (server, is_up) = gateway().await;
    is_up.store(false, SeqCst);
    let client = lost(&server, Some("wrong")).await;
    is_up.store(true, SeqCst);
    let error = client.call(read()).await.unwrap_err();
    assert_eq!(login_error(&error), LoginErrorKind::WrongCredentials);
    assert_eq!(client.connection().state(), ConnectionState::Connected);
}

#[tokio::test]
async fn a_server_that_is_back_says_how_long_it_was_away() {
    let (server, is_up) = gateway().await;
    let client = server.builder().max_attempts(1).build().unwrap();
    let mut events = client.events();
    is_up.store(false, SeqCst);
    let before = Instant::now();
    client.call(read()).await.unwrap_err();
    let lost = Instant::now();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let least = lost.elapsed();
    is_up.store(true, SeqCst);
    client.call(read()).await.unwrap();
    let back = async {
        loop {
            if let Event::Reconnected { after, .. } = events.next().await.unwrap() {
                return after;
            }
        }
    };
    let after = timeout(Duration::from_secs(10), back).await.unwrap();
    assert!(
        (least..before.elapsed()).contains(&after),
        "{after:?} of {least:?} at least"
    );
}

#[tokio::test]
async fn a_server_that_goes_away_twice_is_found_again_twice() {
    let (server, is_up) = gateway().await;
    let client = server.builder().max_attempts(1).build().unwrap();
    let mut connection = client.connection();
    for _ in 0..2 {
        is_up.store(false, SeqCst);
        client.call(read()).await.unwrap_err();
        assert_eq!(connection.changed().await, Some(ConnectionState::Lost));
        is_up.store(true, SeqCst);
        let back = timeout(Duration::from_secs(10), connection.changed()).await;
        assert_eq!(back.unwrap(), Some(ConnectionState::Connected));
    }
}
