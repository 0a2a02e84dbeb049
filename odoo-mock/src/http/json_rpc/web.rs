//! The controllers of the web client.

use serde_json::{Value, json};

use super::{
    super::{
        page::{Instead, Reply},
        service::Asked,
        session,
    },
    Envelope, access_denied, error, result, written,
};
use crate::{
    exception::{Exception, access_error, type_error},
    logins::Refused,
    rpc::Output,
    web::controllers::{self, from_params, only_actions, session_info},
    world::DATABASE,
};

pub(super) async fn answer(request: &Asked, envelope: &Envelope) -> Result<Reply, Instead> {
    let (id, path, world) = (&envelope.id, request.path(), &request.world);
    if path == "/web/session/authenticate" {
        return Ok(authenticate(request, envelope));
    }
    if let Some(output) = controllers::for_anyone(world, &path) {
        return Ok(result(id, &output));
    }
    let Some(user) = session::user(request) else {
        return Ok(error(request, id, &Exception::session_expired()));
    };
    if path == "/web/session/destroy" {
        end_session(request);
        return Ok(result(id, &Value::Null.into()));
    }
    let came = if controllers::is_call(&path) {
        call(request, envelope, user, path.contains("call_button")).await?
    } else {
        let came = controllers::for_users(world, user, &path, &envelope.params);
        came.unwrap_or_else(|| Err(Exception::not_found("404: Not Found")))
    };
    Ok(session::kept(written(request, id, &came), request))
}

fn end_session(request: &Asked) {
    if let Some(cookie) = request.cookie() {
        request.world.state().logins.sessions.end(cookie);
    }
}

async fn call(
    request: &Asked,
    envelope: &Envelope,
    user: i64,
    button: bool,
) -> Result<Result<Output, Exception>, Instead> {
    let came = match from_params(envelope.params.clone()) {
        Ok(call) => request.run(user, call).await?,
        Err(exception) => Err(exception),
    };
    // The session stays ended, not only for this call.
    if came.as_ref().is_err_and(|raised| raised.code == Some(100)) {
        end_session(request);
    }
    Ok(if button { only_actions(came) } else { came })
}

fn authenticate(request: &Asked, envelope: &Envelope) -> Reply {
    let world = &request.world;
    let version = world.release();
    let id = &envelope.id;
    let refuse = |exception: Exception| error(request, id, &exception);
    let Some(database) = envelope.params.get("db") else {
        return refuse(type_error(
            "authenticate() missing 1 required positional argument: 'db'",
        ));
    };
    if database.as_str() != Some(DATABASE) {
        return refuse(match database {
            Value::Null if version.opens_named_database() => access_denied(),
            other if version.opens_named_database() => {
                no_database(other.as_str().unwrap_or_default())
            }
            _ => access_error("Database not found."),
        });
    }
    let text = |name: &str| {
        envelope
            .params
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let (login, password) = (text("login"), text("password"));
    let outcome = {
        let mut state = world.state();
        let now = state.now();
        let db = state.db.clone();
        let outcome = state
            .logins
            .log_in(&db, (&login, &password), request.from, now);
        outcome.map(|user| {
            // A new login replaces an existing session.
            if let Some(old) = request.cookie() {
                state.logins.sessions.end(old);
            }
            (user, state.logins.begin_session(&db, user))
        })
    };
    match outcome {
        Ok((user, cookie)) => match session_info(world, user) {
            Ok(info) => session::begun(result(id, &info.into()), world, &cookie),
            Err(exception) => refuse(exception),
        },
        Err(Refused::SecondFactor) if version.second_factor_is_short() => result(
            id,
            &json!({"uid": null, "name": false, "db": DATABASE, "username": login}).into(),
        ),
        Err(Refused::SecondFactor) => result(id, &json!({"uid": null}).into()),
        Err(Refused::Wrong) => refuse(access_denied()),
        Err(Refused::TooOften) => refuse(Exception::new(
            "odoo.exceptions.AccessDenied",
            "Too many login failures, please wait a bit before trying again.",
        )),
    }
}

/// PostgreSQL's message for a database that does not exist.
pub(super) fn no_database(name: &str) -> Exception {
    Exception::new(
        "psycopg2.OperationalError",
        format!("FATAL:  database \"{name}\" does not exist\n"),
    )
}
