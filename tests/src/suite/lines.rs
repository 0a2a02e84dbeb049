//! Connection failures between the client and a real server: the error, the retries, and the state of the database afterwards.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use odoo_orm::{
    Error,
    bulk::Upserted,
    prelude::*,
    rpc::{ConnectionState, LoginErrorKind, Protocol, TransportErrorKind as Kind},
};

use super::{Env, behaviours};
use crate::{
    line::{Counts, Fate, Line},
    models::Partner,
};

behaviours! {
    ;
    plain:
    the_connection_is_refused,
    the_connection_ends_before_the_request_is_read,
    the_response_never_arrives,
    the_response_is_lost_after_the_commit,
    the_response_is_cut,
    the_json_is_truncated,
    the_response_is_of_another_request,
    the_response_has_a_result_and_an_error,
    the_response_is_larger_than_the_limit,
    a_gateway_returns_502,
    a_gateway_returns_503,
    a_gateway_returns_504,
    a_page_has_status_200,
    the_server_sends_retry_after,
    the_session_has_expired,
    the_server_is_killed_and_restarted,
    an_upsert_with_a_lost_response_can_be_repeated,
}

/// The effect of a fate on a read and on a write.
struct Row {
    fate: Fate,
    /// The error if every request fails.
    kind: Kind,
    /// How many requests a read sends if every request fails.
    ///
    /// If that is more than one, a single failure is retried with success.
    read: Counts,
    /// The outcome in the error of a write.
    write: Outcome,
    /// How many requests a write sends after one failure, and how many of them the server executed.
    written: Counts,
}

fn counts(came: usize, went_on: usize) -> Counts {
    Counts { came, went_on }
}

fn kind(error: &Error) -> Kind {
    match error {
        Error::Transport(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

async fn check(env: Env, row: Row) {
    let line = Line::to(&env).await;
    // Short enough for a request without a response, long enough for a response of the server.
    let limit = match row.fate {
        Fate::Silence => Duration::from_secs(1),
        _ => Duration::from_secs(20),
    };
    let builder = line.builder(&env).max_response_bytes(100_000);
    let patient = line.log_in(builder).await;
    let client = patient.with_timeout(limit);
    let read = || Partner::search_count(&client, env.ours());
    let write = |name: &str| Partner::create(&client, env.partner(name));

    line.next(&[row.fate; 3]);
    let error = read().await.unwrap_err();
    assert_eq!(
        (kind(&error), error.outcome()),
        (row.kind, Outcome::NotDone),
        "{error}"
    );
    assert!(
        error.to_string().contains("`res.partner.search_count`"),
        "{error}"
    );
    assert_eq!(
        line.counts(),
        row.read,
        "a read with {:?} on each request",
        row.fate
    );
    line.forget();

    line.next(&[row.fate]);
    let once = read().await;
    assert_eq!(once.is_ok(), row.read.came > 1, "{once:?}");
    line.counts();

    line.next(&[row.fate]);
    let error = write("a").await.unwrap_err();
    assert_eq!(
        (kind(&error), error.outcome()),
        (row.kind, row.write),
        "{error}"
    );
    assert_eq!(line.counts(), row.written, "a write with {:?}", row.fate);
    let there = env.names(Domain::all()).await.len();
    assert_eq!(there, row.written.went_on, "{error}");

    // The client still works.
    Partner::create(&patient, env.partner("b")).await.unwrap();
    env.clean().await;
}

/// A fate whose requests do not reach the server.
fn before(fate: Fate, kind: Kind) -> Row {
    Row {
        fate,
        kind,
        read: counts(3, 0),
        write: Outcome::Unknown,
        written: counts(1, 0),
    }
}

/// A fate whose requests the server has executed.
fn behind(fate: Fate, kind: Kind) -> Row {
    Row {
        read: counts(3, 3),
        written: counts(1, 1),
        ..before(fate, kind)
    }
}

async fn the_connection_ends_before_the_request_is_read(env: Env) {
    check(env, before(Fate::Cut, Kind::ConnectionLost)).await;
}

async fn the_response_never_arrives(env: Env) {
    // A call has one timeout, however many retries.
    let once = before(Fate::Silence, Kind::Timeout);
    check(
        env,
        Row {
            read: counts(1, 0),
            ..once
        },
    )
    .await;
}

async fn the_response_is_lost_after_the_commit(env: Env) {
    check(env, behind(Fate::Lose, Kind::ConnectionLost)).await;
}

async fn the_response_is_cut(env: Env) {
    check(env, behind(Fate::Break, Kind::Incomplete)).await;
}

async fn the_json_is_truncated(env: Env) {
    check(env, behind(Fate::Halve, Kind::NotJson)).await;
}

async fn the_response_is_of_another_request(env: Env) {
    if matches!(env.protocol, Protocol::Json2 | Protocol::XmlRpc) {
        // Without an envelope of JSON-RPC there is no id.
        return;
    }
    let once = behind(Fate::Mistake, Kind::WrongResponse);
    check(
        env,
        Row {
            read: counts(1, 1),
            ..once
        },
    )
    .await;
}

async fn the_response_has_a_result_and_an_error(env: Env) {
    if matches!(env.protocol, Protocol::Json2 | Protocol::XmlRpc) {
        return;
    }
    let once = behind(Fate::Contradict, Kind::WrongResponse);
    check(
        env,
        Row {
            read: counts(1, 1),
            ..once
        },
    )
    .await;
}

async fn the_response_is_larger_than_the_limit(env: Env) {
    let once = behind(Fate::Pad(100_001), Kind::TooLarge);
    check(
        env,
        Row {
            read: counts(1, 1),
            ..once
        },
    )
    .await;
}

async fn a_gateway_returns_502(env: Env) {
    check(env, before(Fate::Gateway(502), Kind::Status(502))).await;
}

async fn a_gateway_returns_503(env: Env) {
    check(env, before(Fate::Gateway(503), Kind::Status(503))).await;
}

async fn a_gateway_returns_504(env: Env) {
    check(env, before(Fate::Gateway(504), Kind::Status(504))).await;
}

async fn a_page_has_status_200(env: Env) {
    check(env, before(Fate::Gateway(200), Kind::NotJson)).await;
}

async fn the_server_sends_retry_after(env: Env) {
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    // Nothing ran, so a write is retried as well.
    line.next(&[Fate::Later(429)]);
    let start = Instant::now();
    Partner::create(&client, env.partner("a")).await.unwrap();
    assert!(
        start.elapsed() >= Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(line.counts(), counts(2, 1));
    line.next(&[Fate::Later(429); 3]);
    let error = Partner::create(&client, env.partner("b"))
        .await
        .unwrap_err();
    assert_eq!(
        (kind(&error), error.outcome()),
        (Kind::Status(429), Outcome::NotDone)
    );
    assert_eq!(line.counts(), counts(3, 0));
    assert_eq!(env.names(Domain::all()).await, ["a"]);
    env.clean().await;
}

async fn the_connection_is_refused(env: Env) {
    let mut line = Line::to(&env).await;
    let client = line.client(&env).await;
    line.kill().await;
    let read = Partner::search_count(&client, env.ours())
        .await
        .unwrap_err();
    let write = Partner::create(&client, env.partner("a"))
        .await
        .unwrap_err();
    for error in [read, write] {
        assert_eq!(
            (kind(&error), error.outcome()),
            (Kind::NotConnected, Outcome::NotDone),
            "{error}"
        );
    }
    assert_eq!(line.counts(), counts(0, 0));
    assert_eq!(env.names(Domain::all()).await, [""; 0]);
}

async fn the_server_is_killed_and_restarted(env: Env) {
    let mut line = Line::to(&env).await;
    let client = line.client(&env).await;
    let mut connection = client.connection();
    // The server fails during one call, and is unreachable for the next ones.
    line.next(&[Fate::Silence]);
    let (running, values) = (client.clone(), env.partner("a"));
    let running = tokio::spawn(async move { Partner::create(&running, values).await });
    while line.counts() == counts(0, 0) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    line.kill().await;
    let error = running.await.unwrap().unwrap_err();
    assert_eq!(
        (kind(&error), error.outcome()),
        (Kind::ConnectionLost, Outcome::Unknown),
        "{error}"
    );
    assert_eq!(connection.changed().await, Some(ConnectionState::Lost));
    let error = Partner::create(&client, env.partner("b"))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotDone);
    // The client detects by itself that the server is back.
    line.revive();
    assert_eq!(connection.changed().await, Some(ConnectionState::Connected));
    Partner::create(&client, env.partner("c")).await.unwrap();
    assert_eq!(env.names(Domain::all()).await, ["c"]);
    env.clean().await;
}

async fn the_session_has_expired(env: Env) {
    if env.protocol != Protocol::CallKw {
        // An API key has no session.
        return;
    }
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    // The server did not run the call: the client logs in once and sends it again, even a write.
    line.next(&[Fate::Expire]);
    Partner::create(&client, env.partner("a")).await.unwrap();
    assert_eq!(line.counts(), counts(3, 2));
    // The session is lost for good if the client cannot log in.
    let kept = Arc::new(Mutex::new(String::new()));
    let keep = Arc::clone(&kept);
    let keeper = line
        .builder(&env)
        .on_session_change(move |id| id.clone_into(&mut keep.lock().unwrap()));
    let keeper = line.log_in(keeper).await;
    let id = kept.lock().unwrap().clone();
    let given = line.builder(&env).login(Credentials::session(id));
    let given = line.log_in(given).await;
    keeper.logout().await.unwrap();
    for result in [
        Partner::search_count(&given, env.ours()).await.map(drop),
        Partner::create(&given, env.partner("b")).await.map(drop),
    ] {
        let error = result.unwrap_err();
        assert!(
            matches!(&error, Error::Login(login) if login.kind() == LoginErrorKind::SessionEnded),
            "{error:?}"
        );
        assert_eq!(error.outcome(), Outcome::NotDone);
    }
    assert_eq!(env.names(Domain::all()).await, ["a"]);
    env.clean().await;
}

async fn an_upsert_with_a_lost_response_can_be_repeated(env: Env) {
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    let id = format!("odoo_orm_tests.{}", env.tag.replace(' ', "_"));
    let upsert = || Partner::upsert(&client, &id, env.partner("a").set(Partner::COLOR, 3));
    // The call that looks up the record succeeds; the response to the call that creates it is lost.
    line.next(&[Fate::Pass, Fate::Lose]);
    let error = upsert().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    let again = upsert().await.unwrap();
    assert!(matches!(again, Upserted::Updated(_)), "{again:?}");
    assert_eq!(env.names(Partner::COLOR.eq(3)).await, ["a"]);
    env.clean().await;
}
