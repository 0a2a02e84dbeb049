//! `/jsonrpc`: the services `common`, `object` and `db`, with the secret in each call.

use serde_json::{Map, Value, json};

use super::{
    super::{
        page::{Instead, Reply},
        service::Asked,
    },
    Envelope, access_denied,
    web::no_database,
    written,
};
use crate::{
    exception::{Exception, key_error, missing_error, type_error, value_error},
    query::users::is_active,
    rpc::{Output, Protocol, Request},
    web::controllers::version_info,
    world::DATABASE,
};

pub(super) async fn answer(request: &Asked, envelope: &Envelope) -> Result<Reply, Instead> {
    let text = |name: &str| {
        envelope
            .params
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let args = envelope
        .params
        .get("args")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let came = run(request, text("service"), text("method"), &args).await?;
    Ok(written(request, &envelope.id, &came))
}

/// Runs a method of a service.
pub(in crate::http) async fn run(
    request: &Asked,
    service: &str,
    method: &str,
    args: &[Value],
) -> Result<Result<Output, Exception>, Instead> {
    let done = match (service, method) {
        ("common", "version") => Ok(version_info(request.world.release())),
        ("common", "authenticate") if args.len() < 4 => Err(type_error(
            "exp_authenticate() missing 1 required positional argument: 'user_agent_env'",
        )),
        ("common", "login" | "authenticate") => login(request, args),
        ("object", method @ ("execute_kw" | "execute")) => {
            return Ok(match object(request, method, args) {
                Ok((user, call)) => request.run(user, call).await?.map_err(expired),
                Err(exception) => Err(exception),
            });
        }
        ("db", "list") => Ok(json!([DATABASE])),
        ("db", "db_exist") => Ok((args.first().and_then(Value::as_str) == Some(DATABASE)).into()),
        ("db", "server_version") => {
            let info = version_info(request.world.release());
            Ok(info.get("server_version").cloned().unwrap_or_default())
        }
        ("common", method) => Err(Exception::new(
            "builtins.Exception",
            format!("Method not found: {method}"),
        )),
        ("object" | "db", method) => Err(key_error(format!("Method not found: {method}"))),
        (service, _) if request.world.release().unknown_service_is_unbound() => {
            Err(Exception::new(
                "builtins.UnboundLocalError",
                format!("unknown service {service}"),
            ))
        }
        (service, _) => Err(key_error(service)),
    };
    Ok(done.map(Output::from))
}

/// There is no session that could expire; the secret is no longer valid.
fn expired(exception: Exception) -> Exception {
    match exception.code {
        Some(100) => access_denied(),
        _ => exception,
    }
}

/// The id of a user, or `false`.
fn login(request: &Asked, args: &[Value]) -> Result<Value, Exception> {
    let text = |at: usize| args.get(at).and_then(Value::as_str).unwrap_or_default();
    check_database(args)?;
    let state = request.world.state();
    let user = state
        .logins
        .identify(&state.db, text(1), text(2), state.now());
    Ok(user.map_or(false.into(), Into::into))
}

fn check_database(args: &[Value]) -> Result<(), Exception> {
    match args.first().and_then(Value::as_str) {
        Some(DATABASE) => Ok(()),
        other => Err(no_database(other.unwrap_or_default())),
    }
}

/// The user and the call of `execute_kw` or `execute`.
fn object(request: &Asked, method: &str, args: &[Value]) -> Result<(i64, Request), Exception> {
    let version = request.world.release();
    let [_, uid, secret, model, name, rest @ ..] = args else {
        return Err(if version.short_execute_is_value_error() {
            value_error("not enough values to unpack (expected at least 5)")
        } else {
            type_error("execute_kw() misses arguments")
        });
    };
    check_database(args)?;
    let user = match uid {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    {
        let state = request.world.state();
        let user = user.ok_or_else(access_denied)?;
        if state.db.table("res.users").get(user).is_none() {
            return Err(missing_error(format!(
                "Record does not exist or has been deleted.\n(Record: res.users({user},), User: {user})"
            )));
        }
        let secret = secret.as_str().unwrap_or_default();
        if !is_active(&state.db, user)
            || !state
                .logins
                .has_secret(&state.db, user, secret, state.now())
        {
            return Err(access_denied());
        }
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (args, kwargs) = match (method, rest) {
        ("execute", rest) => (rest.to_vec(), Map::new()),
        (_, [Value::Array(args), Value::Object(kwargs), ..]) => (args.clone(), kwargs.clone()),
        (_, [Value::Array(args), ..]) => (args.clone(), Map::new()),
        _ => return Err(type_error("execute_kw() needs a list of arguments")),
    };
    let call = Request {
        model: text(model),
        method: text(name),
        args,
        kwargs,
        protocol: Protocol::ExecuteKw,
    };
    Ok((user.unwrap_or_default(), call))
}
