//! Logins and refused logins.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Instant,
};

use odoo_orm::{Credentials, Error, prelude::*, rpc::LoginErrorKind};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpSocket, TcpStream},
};

use super::{Env, behaviours};
use crate::models::Country;

behaviours! {
    the_version_is_known,
    ;
    logins:
    an_api_key_selects_its_protocol,
    a_wrong_api_key_is_reported,
    a_required_second_factor_is_reported,
    a_blocked_address_is_reported,
    ;
    http:
    a_wrong_password_is_reported,
    an_unknown_database_is_reported,
    a_session_can_be_kept_and_restored,
    ;
    plain:
    a_session_can_be_given_and_ended,
}

/// The error of a client's first call.
async fn refusal(env: &Env, client: &Client) -> LoginErrorKind {
    let error = Country::search_count(client, Domain::all())
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("not-the-password") && !shown.contains("totp-password"),
        "{shown}"
    );
    match error {
        Error::Login(login) => login.kind(),
        other => panic!("{}: {other:?}", env.server.name),
    }
}

async fn a_wrong_password_is_reported(env: Env) {
    let client = env.server.client_as(&env.server.login, "not-the-password");
    assert_eq!(
        refusal(&env, &client).await,
        LoginErrorKind::WrongCredentials
    );
}

async fn an_unknown_database_is_reported(env: Env) {
    let login = Credentials::password("admin", "not-the-password");
    let client = env
        .server
        .builder()
        .database("no_such_database")
        .login(login)
        .build()
        .unwrap();
    assert_eq!(
        refusal(&env, &client).await,
        LoginErrorKind::UnknownDatabase
    );
}

async fn a_required_second_factor_is_reported(env: Env) {
    let client = env.server.client_as("totp", "totp-password");
    assert_eq!(refusal(&env, &client).await, LoginErrorKind::SecondFactor);
}

async fn the_version_is_known(env: Env) {
    // With an invalid login.
    let client = env.server.client_as("nobody", "not-the-password");
    let version = client.server_version().await.unwrap();
    assert_eq!(version.major(), env.version.major());
}

/// Odoo counts failures by address, in each of its workers.
///
/// The loopback network has enough addresses to use one up.
async fn a_blocked_address_is_reported(env: Env) {
    let [.., a, b] = Instant::now()
        .elapsed()
        .as_nanos()
        .wrapping_add(u128::from(std::process::id()))
        .to_be_bytes();
    let port = relay(env.server.address(), Ipv4Addr::new(127, 7, a, b.max(1))).await;
    let builder = |login: &str, password: &str| {
        Client::builder(format!("http://127.0.0.1:{port}"))
            .unwrap()
            .database(&env.server.database)
            .login(Credentials::password(login, password))
            .build()
            .unwrap()
    };
    // A client waits after a refused login, so each attempt uses a new client. 11 failures are needed in each of the two workers, which share the connections unevenly.
    for attempt in 0.. {
        let stranger = builder("no such user", "not-the-password");
        match refusal(&env, &stranger).await {
            LoginErrorKind::WrongCredentials => assert!(attempt < 200, "never locked"),
            other => {
                assert_eq!(other, LoginErrorKind::TooManyFailures);
                break;
            }
        }
    }
    // The correct password is refused, in the worker that blocked the address: the other worker may accept it.
    for _ in 0..200 {
        let clerk = builder("clerk", "clerk-password");
        if let Err(error) = Country::search_count(&clerk, Domain::all()).await {
            let Error::Login(login) = &error else {
                panic!("{error:?}")
            };
            assert_eq!(login.kind(), LoginErrorKind::TooManyFailures);
            return;
        }
    }
    panic!("the right password was never refused");
}

/// A port that forwards connections to `target` from the address `from`.
async fn relay(target: String, from: Ipv4Addr) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let target = target.parse().unwrap();
            tokio::spawn(async move {
                let socket = TcpSocket::new_v4()?;
                socket.bind((from, 0).into())?;
                let mut server = socket.connect(target).await?;
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    port
}

/// A session of the administrator, created by another program.
async fn session_id(env: &Env) -> String {
    let server = &env.server;
    let params = serde_json::json!({"params": {
        "db": server.database, "login": server.login, "password": server.password,
    }});
    let body = params.to_string();
    let host = server.address();
    let head = format!(
        "POST /web/session/authenticate HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .await
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let mut cookies = answer
        .lines()
        .filter_map(|line| line.split_once("session_id="));
    let (_, newest) = cookies.next_back().unwrap();
    newest.split(';').next().unwrap().to_owned()
}

async fn a_session_can_be_given_and_ended(env: Env) {
    let id = session_id(&env).await;
    let client = || {
        let builder = env.server.builder().login(Credentials::session(&id));
        builder.build().unwrap()
    };
    let first = client();
    Country::search_count(&first, Domain::all()).await.unwrap();
    Country::search_count(&client(), Domain::all())
        .await
        .unwrap();
    first.logout().await.unwrap();
    assert_eq!(refusal(&env, &client()).await, LoginErrorKind::SessionEnded);
    // A client with a password continues with a session of its own.
    let other = env.server.builder().build().unwrap();
    Country::search_count(&other, Domain::all()).await.unwrap();
    other.logout().await.unwrap();
    Country::search_count(&other, Domain::all()).await.unwrap();
}

async fn a_session_can_be_kept_and_restored(env: Env) {
    let kept: Arc<Mutex<Option<String>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let builder = env.server.builder().on_session_change(move |id| {
        *keep.lock().unwrap() = Some(id.to_owned());
    });
    let first = builder.build().unwrap();
    Country::search_count(&first, Domain::all()).await.unwrap();
    let id = kept.lock().unwrap().clone().unwrap();
    // A replica continues with the session: its own password is wrong.
    let login = Credentials::password(&env.server.login, "not-the-password");
    let replica = env.server.builder().login(login).restore_session(id);
    let replica = replica.build().unwrap();
    Country::search_count(&replica, Domain::all())
        .await
        .unwrap();
    first.logout().await.unwrap();
    assert_eq!(
        refusal(&env, &replica).await,
        LoginErrorKind::WrongCredentials
    );
}

async fn an_api_key_selects_its_protocol(env: Env) {
    let key = env.server.api_key.clone().unwrap();
    let login = Credentials::api_key(&env.server.login, key);
    let client = env.server.builder().login(login).build().unwrap();
    let found = Country::search_read(&client, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    assert_eq!(found.code, "BE");
    let french = client.with_context(Context::new().lang("fr_FR"));
    let found = Country::search_read(&french, Country::CODE.eq("BE"))
        .one()
        .await
        .unwrap();
    assert_eq!(found.name, "Belgique");
}

async fn a_wrong_api_key_is_reported(env: Env) {
    for protocol in env.server.protocols(env.version).into_iter().skip(1) {
        let login = Credentials::api_key(&env.server.login, "not-the-password");
        let client = env
            .server
            .builder()
            .login(login)
            .protocol(protocol)
            .build()
            .unwrap();
        let kind = refusal(&env, &client).await;
        assert_eq!(kind, LoginErrorKind::WrongCredentials, "{protocol:?}");
    }
}
