//! Failures of logins and controllers.

use odoo_mock::{Failure, Server, When, World};
use odoo_rpc::{Call, Client, Credentials, Error, LoginErrorKind, Outcome, Protocol};
use serde_json::{Value, json};

use crate::way::{self, Way};

async fn read(client: &Client) -> Result<Value, Error> {
    let call = Call::read("res.country", "search_count").arg("domain", json!([]));
    client.call(call).await?.decode()
}

#[tokio::test]
async fn a_login_fails_by_its_path() {
    let cases = [
        (Protocol::CallKw, "/web/session/authenticate"),
        (Protocol::ExecuteKw, "common.login"),
    ];
    for (protocol, name) in cases {
        let world = World::version(14);
        let (client, _server) = way::client(&world, Way::Http(protocol)).await;
        let failing = world.fail(When::always().of(name), Failure::Status(503));
        let error = read(&client).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotDone, "{protocol:?}: {error}");
        assert!(
            failing.hits() > 0 && world.calls().is_empty(),
            "{protocol:?}"
        );
        drop(failing);
        read(&client).await.unwrap();
    }
}

#[tokio::test]
async fn a_failure_of_every_method_does_not_apply_to_logins() {
    let world = World::version(14);
    let (client, _server) = way::client(&world, Way::Http(Protocol::CallKw)).await;
    let failing = world.fail(When::next(), Failure::Html);
    read(&client).await.unwrap_err();
    assert_eq!(failing.hits(), 1);
    world.assert_called("res.country.search_count").once();
}

#[tokio::test]
async fn a_controller_fails_by_its_path() {
    for way in [Way::InProcess, Way::Http(Protocol::CallKw)] {
        let world = World::new();
        world.controller("/my/count", |_| Ok(json!(7)));
        let (client, _server) = way::client(&world, way).await;
        let _failing = world.fail(When::next().of("/my/count"), Failure::Status(502));
        let answer = client.route::<Value>("/my/count", json!({})).await;
        assert!(answer.is_err(), "{way:?}");
        let answer: Value = client.route("/my/count", json!({})).await.unwrap();
        assert_eq!(answer, 7, "{way:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_reported_on_every_version() {
    for major in 14..=19 {
        let world = World::version(major);
        let server = Server::start(&world).await.unwrap();
        let builder = Client::builder(server.url()).unwrap();
        let builder = builder.database(world.database());
        let login = Credentials::password("admin", "wrong");
        let client = builder.login(login).build().unwrap();
        let Error::Login(error) = read(&client).await.unwrap_err() else {
            panic!("{major}")
        };
        assert_eq!(error.kind(), LoginErrorKind::WrongCredentials, "{major}");
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused() {
    let world = World::new();
    let server = Server::start(&world).await.unwrap();
    let key = world.api_key("admin");
    let client = |protocol| {
        let builder = Client::builder(server.url()).unwrap();
        let builder = builder.database(world.database()).protocol(protocol);
        builder
            .login(Credentials::api_key("admin", key.as_str()))
            .build()
    };
    for protocol in [Protocol::ExecuteKw, Protocol::Json2] {
        read(&client(protocol).unwrap()).await.unwrap();
    }
    world.revoke_api_key(&key);
    for protocol in [Protocol::ExecuteKw, Protocol::Json2] {
        let error = read(&client(protocol).unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Login(_)), "{protocol:?}: {error:?}");
    }
}

#[tokio::test]
async fn an_ended_session_is_renewed_once() {
    let world = World::new();
    let (client, _server) = way::client(&world, Way::Http(Protocol::CallKw)).await;
    read(&client).await.unwrap();
    world.expire_sessions();
    read(&client).await.unwrap();
    world.rotate_sessions();
    read(&client).await.unwrap();
}
