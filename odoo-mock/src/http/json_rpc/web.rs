//! The controllers of the web client.

use serde_json::{Value, json};

use super::{
    super::{
        answer::run,
        page::{Cut, Reply},
        service::Asked,
        session,
    },
    Envelope, access_denied, error, result, written,
};
use crate::{
    call::{Output, Wire},
    exception::{Exception, access_error, type_error},
    logins::Refused,
    transport::{from_params, session_info, version_info},
    world::DATABASE,
};

pub(super) async fn answer(request: &Asked, envelope: &Envelope) -> Result<Reply, Cut> {
    let id = &envelope.id;
    match request.path.as_str() {
        "/web/session/authenticate" => return Ok(authenticate(request, envelope)),
        "/web/webclient/version_info" => {
            return Ok(result(id, &version_info(request.world.release()).into()));
        }
        "/web/database/list" => return Ok(result(id, &json!([DATABASE]).into())),
        _ => {}
    }
    let Some(user) = session::user(request) else {
        return Ok(error(request, id, &Exception::session_expired()));
    };
    let reply = match request.path.as_str() {
        "/web/session/get_session_info" => result(id, &session_info(&request.world, user).into()),
        "/web/session/check" => result(id, &Output::Value(Value::Null)),
        "/web/session/destroy" => {
            if let Some(cookie) = request.cookie() {
                request.world.state().logins.sessions.end(cookie);
            }
            return Ok(result(id, &Output::Value(Value::Null)));
        }
        path => {
            let button = path.starts_with("/web/dataset/call_button");
            call(request, envelope, user, button).await?
        }
    };
    Ok(session::kept(reply, request))
}

async fn call(request: &Asked, envelope: &Envelope, user: i64, button: bool) -> Result<Reply, Cut> {
    let id = &envelope.id;
    let parsed = match from_params(&Value::Object(envelope.params.clone()), Wire::CallKw) {
        Ok(parsed) => parsed,
        Err(exception) => return Ok(error(request, id, &exception)),
    };
    let came = run(&request.world, user, parsed).await?;
    // The session is gone for good, not for this call alone.
    if let super::super::answer::Came::Result(Err(exception)) = &came
        && exception.code == Some(100)
        && let Some(cookie) = request.cookie()
    {
        request.world.state().logins.sessions.end(cookie);
    }
    let reply = written(request, id, came);
    Ok(if button {
        only_actions(reply, id)
    } else {
        reply
    })
}

/// What a button's method returns is an action, or nothing that matters.
fn only_actions(reply: Reply, id: &Value) -> Reply {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let is_action = body.get("result").is_some_and(Value::is_object) || body.get("error").is_some();
    if is_action {
        reply
    } else {
        result(id, &false.into())
    }
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
            Value::Null if version.until(14) => access_denied(),
            other if version.until(14) => no_database(other.as_str().unwrap_or_default()),
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
            // A session that is there already gives way.
            if let Some(old) = request.cookie() {
                state.logins.sessions.end(old);
            }
            (user, state.logins.begin_session(&db, user))
        })
    };
    match outcome {
        Ok((user, cookie)) => session::begun(
            result(id, &session_info(world, user).into()),
            world,
            &cookie,
        ),
        Err(Refused::SecondFactor) if version.until(14) => result(
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

/// What PostgreSQL says of a database that is not there.
pub(super) fn no_database(name: &str) -> Exception {
    Exception::new(
        "psycopg2.OperationalError",
        format!("FATAL:  database \"{name}\" does not exist\n"),
    )
}
