//! The effect of each failure on each transport: the client's error, and the records afterwards.

use std::time::Duration;

use futures_util::FutureExt as _;
use odoo_mock::{Failure, Server, When, World};
use odoo_rpc::{
    Call, Client, Download, Error, Fault, Outcome, Protocol, TransportErrorKind as Kind,
};
use serde_json::json;

use crate::way::{self, Way};

/// The expected result of a call.
#[derive(Debug, Clone, PartialEq)]
enum End {
    Result,
    Transport(Kind),
    Fault(&'static str),
}

use End::Transport;

struct Row {
    failure: Failure,
    end: End,
    /// The outcome of a write. The outcome of a read is always `NotDone`.
    write: Outcome,
    /// Whether the write was committed.
    is_run: bool,
}

fn row(failure: Failure, end: End, write: Outcome, is_run: bool) -> Row {
    Row {
        failure,
        end,
        write,
        is_run,
    }
}

/// The expected effect of each failure on a transport. It differs where a protocol cannot express it, and where a session is renewed.
fn table(way: Way) -> Vec<Row> {
    let http = way != Way::InProcess;
    let refused = if http {
        // A listening server cannot refuse a single call.
        (Transport(Kind::ConnectionLost), Outcome::Unknown)
    } else {
        (Transport(Kind::NotConnected), Outcome::NotDone)
    };
    let (wrong_id, of_wrong_id) = if way == Way::Http(Protocol::Json2) {
        (End::Result, Outcome::Done)
    } else {
        (Transport(Kind::WrongResponse), Outcome::Unknown)
    };
    let fault = Fault::new("odoo.exceptions.UserError", "No.");
    let (lost, not_done, unknown) = (
        Transport(Kind::ConnectionLost),
        Outcome::NotDone,
        Outcome::Unknown,
    );
    let wait = Duration::from_secs(3);
    vec![
        row(Failure::Refuse, refused.0, refused.1, false),
        row(
            Failure::Delay(Duration::from_millis(1)),
            End::Result,
            Outcome::Done,
            true,
        ),
        row(Failure::CutBefore, lost.clone(), unknown, false),
        row(Failure::CutAfterCommit, lost, unknown, true),
        row(
            Failure::Status(502),
            Transport(Kind::Status(502)),
            unknown,
            false,
        ),
        row(
            Failure::Status(413),
            Transport(Kind::Status(413)),
            not_done,
            false,
        ),
        row(
            Failure::TooManyRequests(wait),
            Transport(Kind::Status(429)),
            not_done,
            false,
        ),
        row(Failure::Html, Transport(Kind::NotJson), unknown, false),
        row(
            Failure::HalfAnswer,
            Transport(Kind::Incomplete),
            unknown,
            true,
        ),
        row(Failure::WrongId, wrong_id, of_wrong_id, true),
        row(
            Failure::Concurrency,
            End::Fault("psycopg2.errors.SerializationFailure"),
            not_done,
            false,
        ),
        row(
            Failure::Fault(fault),
            End::Fault("odoo.exceptions.UserError"),
            not_done,
            false,
        ),
    ]
}

fn end(result: &Result<(), Error>) -> (End, Outcome) {
    match result {
        Ok(()) => (End::Result, Outcome::Done),
        Err(Error::Transport(error)) => (Transport(error.kind()), error.outcome()),
        Err(Error::Fault(fault)) => (End::Fault(fault.name().to_owned().leak()), Outcome::NotDone),
        Err(other) => panic!("{other:?}"),
    }
}

async fn read(client: &Client) -> Result<(), Error> {
    let call = Call::read("res.country", "search_count").arg("domain", json!([]));
    client.call(call).await.map(drop)
}

async fn write(client: &Client) -> Result<(), Error> {
    let values = json!([{"name": "Acme"}]);
    let call = Call::write("res.partner", "create").arg("vals_list", values);
    client.call(call).await.map(drop)
}

#[tokio::test]
async fn each_failure_has_its_documented_effect_on_every_transport() {
    for way in way::ALL {
        let world = World::version(19);
        let (client, _server) = way::client(&world, way).await;
        // The failure is not in the login.
        read(&client).await.unwrap();
        for row in table(way) {
            let case = format!("{way:?}, {:?}", row.failure);
            world.forget_calls();
            let failing = world.fail(When::always(), row.failure.clone());
            let (of_read, outcome) = end(&read(&client).await);
            assert_eq!(of_read, row.end, "{case}, a read");
            if row.end != End::Result {
                assert_eq!(outcome, Outcome::NotDone, "{case}, a read");
            }
            let before = world.snapshot();
            let result = write(&client).await;
            assert_eq!(end(&result), (row.end.clone(), row.write), "{case}");
            if let Err(error) = &result {
                assert_eq!(error.outcome(), row.write, "{case}");
            }
            let changes = before.changes(&world.snapshot());
            let created = changes.to_string().contains("Acme");
            assert_eq!(created, row.is_run, "{case}: {changes}");
            assert_eq!(failing.hits(), 2, "{case}");
            drop(failing);
            let call = world.assert_called("res.partner.create").once();
            assert_eq!(call.failure, Some(row.failure), "{case}");
            assert_eq!(call.was_run(), row.is_run, "{case}");
            world.assert_called("res.country.search_count").once();
            // After the failure is dropped, calls succeed again.
            read(&client).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_delay_beyond_the_timeout_is_a_timeout() {
    let world = World::new();
    let limited = world.client().with_timeout(Duration::from_millis(10));
    let _slow = world.fail(When::always(), Failure::Delay(Duration::from_secs(3_600)));
    let found = end(&read(&limited).await);
    assert_eq!(found, (Transport(Kind::Timeout), Outcome::NotDone));
    let found = end(&write(&limited).await);
    assert_eq!(found, (Transport(Kind::Timeout), Outcome::Unknown));
    // As on a real server, which does not notice.
    world.assert_called("res.partner.create").run().once();
}

#[test]
fn a_delay_needs_a_runtime_with_timers() {
    let world = World::new();
    let slow = |when| world.fail(when, Failure::Delay(Duration::from_millis(1)));
    let _slow = [
        slow(When::always()),
        slow(When::always().of("/web/webclient/version_info")),
        slow(When::always().of("/web/content/{id}")),
    ];
    let client = world.client();
    let is_refused = |result: Option<Result<(), Error>>| match result {
        Some(Err(Error::Config(error))) => {
            let error = error.to_string();
            assert!(error.contains("need a tokio runtime"), "{error}");
        }
        other => panic!("{other:?}"),
    };
    let all = || {
        is_refused(read(&client).now_or_never());
        is_refused(write(&client).now_or_never());
        let file = client.download(Download::attachment(1)).now_or_never();
        is_refused(file.map(|file| file.map(drop)));
        let version = client.server_version().now_or_never();
        is_refused(version.map(|version| version.map(drop)));
        is_refused(client.check_health().now_or_never());
    };
    all();
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.build().unwrap();
    let _inside = runtime.enter();
    all();
}

#[test]
fn a_server_needs_a_runtime_with_timers() {
    let world = World::new();
    let started = Server::start(&world).now_or_never().unwrap();
    let error = started.unwrap_err().to_string();
    assert!(error.contains("need a tokio runtime"), "{error}");
}

#[tokio::test]
async fn an_expired_session_is_renewed_and_an_api_key_is_not() {
    for way in way::ALL {
        let world = World::version(19);
        let (client, _server) = way::client(&world, way).await;
        read(&client).await.unwrap();
        let _once = world.fail(When::next(), Failure::SessionExpired);
        let result = write(&client).await;
        let created = world.search("res.partner", json!([["name", "=", "Acme"]]));
        if way == Way::Http(Protocol::CallKw) {
            assert_eq!((end(&result).0, created.len()), (End::Result, 1), "{way:?}");
            world.assert_called("res.partner.create").times(2);
            world.assert_called("res.partner.create").run().once();
        } else {
            let error = result.unwrap_err();
            assert_eq!(error.outcome(), Outcome::NotDone, "{way:?}: {error}");
            assert!(created.is_empty(), "{way:?}");
        }
    }
}

#[tokio::test]
async fn calls_fail_by_number_and_by_name() {
    let world = World::new();
    let client = world.client();
    let second = world.fail(When::nth(2), Failure::Html);
    let named = world.fail(
        When::always().of("res.partner.create").times(1),
        Failure::Status(504),
    );
    assert!(read(&client).await.is_ok() && read(&client).await.is_err());
    assert!(write(&client).await.is_err() && write(&client).await.is_ok());
    assert_eq!((second.hits(), named.hits()), (1, 1));
}

#[tokio::test]
async fn a_refusing_server_accepts_no_connection() {
    let world = World::new();
    let (client, server) = way::client(&world, Way::Http(Protocol::CallKw)).await;
    read(&client).await.unwrap();
    let refusing = server.as_ref().unwrap().refuse().await;
    let found = end(&write(&client).await);
    assert_eq!(found, (Transport(Kind::NotConnected), Outcome::NotDone));
    drop(refusing);
    while read(&client).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_world_that_is_down_answers_nothing_on_any_way() {
    for way in way::ALL {
        let world = World::version(19);
        let (client, server) = way::client(&world, way).await;
        read(&client).await.unwrap();
        let (down, also_down) = (world.down(), world.down());
        // Over HTTP the port is closed by a task, and until then requests are cut.
        if server.is_some() {
            assert!(read(&client).await.is_err(), "{way:?}");
        }
        let found = end(&write(&client).await);
        assert_eq!(
            found,
            (Transport(Kind::NotConnected), Outcome::NotDone),
            "{way:?}"
        );
        drop(also_down);
        let mut errors = vec![
            client.check_health().await.unwrap_err(),
            read(&client).await.unwrap_err(),
        ];
        // Files need a session, which an API key has not.
        if matches!(way, Way::InProcess | Way::Http(Protocol::CallKw)) {
            let file = Download::attachment(1);
            errors.push(client.download(file).await.unwrap_err());
        }
        for error in errors {
            assert_eq!(
                end(&Err(error)),
                (Transport(Kind::NotConnected), Outcome::NotDone)
            );
        }
        assert!(
            world
                .search("res.partner", json!([["name", "=", "Acme"]]))
                .is_empty()
        );
        drop(down);
        while read(&client).await.is_err() {
            tokio::task::yield_now().await;
        }
        client.check_health().await.unwrap();
    }
}
