//! Who is let in, and why not.

use std::{net::Ipv4Addr, time::Instant};

use odoo_orm::{Error, LoginErrorKind, odoo_rpc::Login, prelude::*};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpSocket},
};

use super::{Env, behaviours};
use crate::models::Country;

behaviours! {
    a_wrong_password_is_told,
    an_unknown_database_is_told,
    the_version_is_known,
    ;
    users:
    a_second_factor_is_told,
    an_address_that_failed_too_often_is_told,
}

/// The refusal of a client's first call.
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

async fn a_wrong_password_is_told(env: Env) {
    let client = env.server.client_as(&env.server.login, "not-the-password");
    assert_eq!(
        refusal(&env, &client).await,
        LoginErrorKind::WrongCredentials
    );
}

async fn an_unknown_database_is_told(env: Env) {
    let login = Login::password("admin", "not-the-password");
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

async fn a_second_factor_is_told(env: Env) {
    let client = env.server.client_as("totp", "totp-password");
    assert_eq!(refusal(&env, &client).await, LoginErrorKind::SecondFactor);
}

async fn the_version_is_known(env: Env) {
    // Without a login that works.
    let client = env.server.client_as("nobody", "not-the-password");
    let version = client.server_version().await.unwrap();
    assert_eq!(version.major(), env.major);
}

/// Odoo counts failures by address, in each of its workers. The loopback network has addresses enough to spend one.
async fn an_address_that_failed_too_often_is_told(env: Env) {
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
            .login(Login::password(login, password))
            .build()
            .unwrap()
    };
    let stranger = builder("no such user", "not-the-password");
    // 11 failures in each of the two workers, which share the connections as they like.
    for attempt in 0.. {
        match refusal(&env, &stranger).await {
            LoginErrorKind::WrongCredentials => assert!(attempt < 200, "never locked"),
            other => {
                assert_eq!(other, LoginErrorKind::TooManyFailures);
                break;
            }
        }
    }
    // The right password does not help, in the worker that locked the address: the other one may take it.
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

/// A port whose connections reach `target` from the address `from`.
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
