//! JSON controllers, shared by all transports.

use serde_json::{Map, Value, json};

use crate::{
    exception::{Result, attribute_error, type_error},
    rpc::{Output, Protocol, Request},
    value::object,
    version::Version,
    world::{DATABASE, World},
};

/// Whether a path calls a method of a model.
pub(crate) fn is_call(path: &str) -> bool {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let head = [parts.next(), parts.next(), parts.next()];
    matches!(
        head,
        [
            Some("web"),
            Some("dataset"),
            Some("call_kw" | "call_button")
        ]
    )
}

/// Whether a controller exists at a path, for any user.
#[cfg(feature = "http")]
pub(crate) fn exists(world: &World, path: &str) -> bool {
    const OTHERS: &[&str] = &[
        "/jsonrpc",
        "/web/session/authenticate",
        "/web/session/check",
        "/web/session/destroy",
        "/web/session/get_session_info",
    ];
    is_call(path)
        || OTHERS.contains(&path)
        || for_anyone(world, path).is_some()
        || world
            .state()
            .registry
            .handlers
            .controllers
            .contains_key(path)
}

/// Runs a public controller. Returns `None` for an unknown path.
pub(crate) fn for_anyone(world: &World, path: &str) -> Option<Output> {
    match path {
        "/web/webclient/version_info" => Some(version_info(world.release()).into()),
        "/web/database/list" => Some(json!([DATABASE]).into()),
        _ => None,
    }
}

/// Runs a controller for users. Returns `None` for an unknown path.
pub(crate) fn for_users(
    world: &World,
    user: i64,
    path: &str,
    params: &Map<String, Value>,
) -> Option<Result<Output>> {
    if let Some(result) = world.run_controller(user, path, params) {
        return Some(result);
    }
    match path {
        "/web/session/get_session_info" => Some(session_info(world, user).map(Into::into)),
        "/web/session/check" | "/web/session/destroy" => Some(Ok(Value::Null.into())),
        _ => None,
    }
}

/// The method call in the parameters of `call_kw`.
pub(crate) fn from_params(mut params: Map<String, Value>) -> Result<Request> {
    let mut take = |name: &str| {
        params.remove(name).ok_or_else(|| {
            type_error(format!(
                "call_kw() missing 1 required positional argument: '{name}'"
            ))
        })
    };
    let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
    let (model, method) = (text(take("model")?), text(take("method")?));
    let (args, kwargs) = (take("args")?, take("kwargs")?);
    let Value::Array(args) = args else {
        return Err(type_error("call_kw() takes a list of arguments"));
    };
    let Value::Object(kwargs) = kwargs else {
        return Err(attribute_error("'NoneType' object has no attribute 'pop'"));
    };
    Ok(Request {
        model,
        method,
        args,
        kwargs,
        protocol: Protocol::CallKw,
    })
}

/// The result of `call_button`: an action, or `false`.
#[cfg(feature = "http")]
pub(crate) fn only_actions(result: Result<Output>) -> Result<Output> {
    result.map(|output| match output {
        action @ Output::Value(Value::Object(_)) => action,
        _ => false.into(),
    })
}

/// The server's version, as returned to anyone.
pub(crate) fn version_info(version: Version) -> Value {
    let major = version.major();
    json!({
        "server_version": format!("{major}.0"),
        "server_version_info": [major, 0, 0, "final", 0, ""],
        "server_serie": format!("{major}.0"),
        "protocol_version": 1,
    })
}

/// The response to a login, about the user and the server.
pub(crate) fn session_info(world: &World, user: i64) -> Result<Value> {
    let version = world.release();
    let row = world.own_row("res.users", user)?;
    let of = |field: &str| row.get(field).cloned().unwrap_or(Value::Bool(false));
    let id = |field: &str| of(field).get(0).cloned().unwrap_or_default();
    let mut context = world.user_context(user);
    context.insert("uid".to_owned(), user.into());
    let admin = world.look(user, |view| view.has_group("base.group_system"));
    let company = if version.session_has_company_pair() {
        of("company_id")
    } else {
        id("company_id")
    };
    let more = json!({
        "uid": user,
        "is_system": admin,
        "is_admin": admin,
        "user_context": context,
        "db": DATABASE,
        "name": of("name"),
        "username": of("login"),
        "partner_display_name": of("name"),
        "partner_id": id("partner_id"),
        "web.base.url": "http://localhost:8069",
        "active_ids_limit": 20_000,
        "user_companies": {"current_company": company},
        "currencies": {},
        "show_effect": true,
        "display_switch_company_menu": false,
    });
    let company_id = version
        .session_has_company_id()
        .then(|| ("company_id", id("company_id")));
    let parts = [version_info(version), more, object(company_id).into()];
    let members = parts.into_iter().filter_map(|part| match part {
        Value::Object(members) => Some(members),
        _ => None,
    });
    Ok(Value::Object(members.flatten().collect()))
}
