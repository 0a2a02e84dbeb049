//! Lines that break between the client and a real server, in every way there is: what the error says, what is tried again, and what is in the database afterwards.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use odoo_orm::{
    ConnectionState, Error, LoginErrorKind, Protocol, TransportErrorKind as Kind, Upserted,
    prelude::*,
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
    the_answer_never_comes,
    the_answer_is_lost_behind_the_commit,
    the_answer_breaks_off,
    half_of_the_json_comes,
    the_answer_is_another_requests,
    the_answer_is_both_result_and_error,
    the_answer_is_larger_than_the_limit,
    a_gateway_says_502,
    a_gateway_says_503,
    a_gateway_says_504,
    a_page_comes_with_status_200,
    the_server_asks_to_come_back_later,
    the_session_has_ended,
    the_server_is_killed_and_comes_back,
    an_upsert_whose_answer_is_lost_can_be_repeated,
}

/// What a fate makes of a read and of a write.
struct Row {
    fate: Fate,
    /// The error where it is met each time.
    kind: Kind,
    /// How many requests a read makes that meets it each time; one that meets it once succeeds where they are more than one.
    read: Counts,
    /// What the error of a write says was done.
    write: Outcome,
    /// How many requests a write makes that meets it once, and how many of them reached the server, which did what they asked.
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
    // Soon enough for a request that nobody answers, and late enough for one that the server does.
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
        "a read that meets {:?} each time",
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
    assert_eq!(
        line.counts(),
        row.written,
        "a write that meets {:?}",
        row.fate
    );
    let there = env.names(Domain::all()).await.len();
    assert_eq!(there, row.written.went_on, "{error}");

    // The client is none the worse for it.
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

/// A fate whose requests the server has run.
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

async fn the_answer_never_comes(env: Env) {
    // One call has one time limit, however often it might be tried.
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

async fn the_answer_is_lost_behind_the_commit(env: Env) {
    check(env, behind(Fate::Lose, Kind::ConnectionLost)).await;
}

async fn the_answer_breaks_off(env: Env) {
    check(env, behind(Fate::Break, Kind::Incomplete)).await;
}

async fn half_of_the_json_comes(env: Env) {
    check(env, behind(Fate::Halve, Kind::NotJson)).await;
}

async fn the_answer_is_another_requests(env: Env) {
    if env.wire == Protocol::Json2 {
        // There is no envelope, and so no id.
        return;
    }
    let once = behind(Fate::Mistake, Kind::WrongAnswer);
    check(
        env,
        Row {
            read: counts(1, 1),
            ..once
        },
    )
    .await;
}

async fn the_answer_is_both_result_and_error(env: Env) {
    if env.wire == Protocol::Json2 {
        return;
    }
    let once = behind(Fate::Contradict, Kind::WrongAnswer);
    check(
        env,
        Row {
            read: counts(1, 1),
            ..once
        },
    )
    .await;
}

async fn the_answer_is_larger_than_the_limit(env: Env) {
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

async fn a_gateway_says_502(env: Env) {
    check(env, before(Fate::Gateway(502), Kind::Status(502))).await;
}

async fn a_gateway_says_503(env: Env) {
    check(env, before(Fate::Gateway(503), Kind::Status(503))).await;
}

async fn a_gateway_says_504(env: Env) {
    check(env, before(Fate::Gateway(504), Kind::Status(504))).await;
}

async fn a_page_comes_with_status_200(env: Env) {
    check(env, before(Fate::Gateway(200), Kind::NotJson)).await;
}

async fn the_server_asks_to_come_back_later(env: Env) {
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    // Nothing has run, so that a write is tried again as well.
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

async fn the_server_is_killed_and_comes_back(env: Env) {
    let mut line = Line::to(&env).await;
    let client = line.client(&env).await;
    let mut connection = client.connection();
    // It dies over one call, and is not there for the next ones.
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
    // The client finds out by itself that it is back.
    line.revive();
    assert_eq!(connection.changed().await, Some(ConnectionState::Connected));
    Partner::create(&client, env.partner("c")).await.unwrap();
    assert_eq!(env.names(Domain::all()).await, ["c"]);
    env.clean().await;
}

async fn the_session_has_ended(env: Env) {
    if env.wire != Protocol::CallKw {
        // An API key has no session.
        return;
    }
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    // The server did not run it: one login, and the call once more, a write as well.
    line.next(&[Fate::Expire]);
    Partner::create(&client, env.partner("a")).await.unwrap();
    assert_eq!(line.counts(), counts(3, 2));
    // It ends for good for a client that cannot log in.
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

async fn an_upsert_whose_answer_is_lost_can_be_repeated(env: Env) {
    let line = Line::to(&env).await;
    let client = line.client(&env).await;
    let id = format!("odoo_orm_tests.{}", env.tag.replace(' ', "_"));
    let upsert = || Partner::upsert(&client, &id, env.partner("a").set(Partner::COLOR, 3));
    // The call that looks for the record passes; the answer of the one that creates it is lost.
    line.next(&[Fate::Pass, Fate::Lose]);
    let error = upsert().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    let again = upsert().await.unwrap();
    assert!(matches!(again, Upserted::Updated(_)), "{again:?}");
    assert_eq!(env.names(Partner::COLOR.eq(3)).await, ["a"]);
    env.clean().await;
}
