//! JSON-2 (Odoo 19): the method in the path, a key in a header, named arguments.

use hyper::{
    Method,
    header::{CONTENT_LENGTH, WWW_AUTHENTICATE},
};
use serde_json::{Map, Value};

use super::{
    page::{Instead, JSON, Reply},
    service::Asked,
};
use crate::{
    exception::Exception,
    rpc::{Protocol, Request},
    world::DATABASE,
};

pub(super) async fn answer(request: &Asked, path: &[&str]) -> Result<Reply, Instead> {
    let (&[model, method], &Method::POST) = (path, &request.method) else {
        return Ok(error(&Exception::not_found("404: Not Found")));
    };
    if request
        .header("x-odoo-database")
        .is_some_and(|name| name != DATABASE)
    {
        return Ok(Reply::without_database());
    }
    let has_body = !request.body.is_empty()
        || request
            .headers
            .get(CONTENT_LENGTH)
            .is_some_and(|length| length != "0");
    if has_body
        && !request
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/json"))
    {
        return Ok(Reply::html(415));
    }
    let Some(user) = user(request) else {
        return Ok(unauthorized());
    };
    let mut kwargs = match read(&request.body) {
        Ok(kwargs) => kwargs,
        Err(exception) => return Ok(error(&exception)),
    };
    // A single id is treated as a list of one.
    if let Some(id @ Value::Number(_)) = kwargs.get("ids").cloned() {
        kwargs.insert("ids".to_owned(), Value::Array(vec![id]));
    }
    let call = Request {
        model: model.to_owned(),
        method: method.to_owned(),
        args: Vec::new(),
        kwargs,
        protocol: Protocol::Json2,
    };
    Ok(match request.run(user, call).await? {
        Ok(output) => Reply::json(output.to_text()),
        Err(exception) if exception.code == Some(100) => unauthorized(),
        Err(exception) => error(&exception),
    })
}

fn user(request: &Asked) -> Option<i64> {
    let state = request.world.state();
    state
        .logins
        .of_key(&state.db, request.bearer()?, state.now())
}

fn unauthorized() -> Reply {
    let exception = Exception::new("werkzeug.exceptions.Unauthorized", "Invalid apikey");
    error(&exception)
        .with_status(401)
        .with(WWW_AUTHENTICATE, "Bearer")
}

/// The arguments. JSON that is not an object counts as no arguments.
fn read(body: &[u8]) -> Result<Map<String, Value>, Exception> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(kwargs)) => Ok(kwargs),
        Ok(_) => Ok(Map::new()),
        Err(why) => Err(Exception::new(
            "werkzeug.exceptions.BadRequest",
            format!("could not parse the body as json: {why}"),
        )),
    }
}

/// The status of an exception, by its class.
const STATUSES: &[(&str, u16)] = &[
    ("odoo.exceptions.AccessError", 403),
    ("odoo.exceptions.AccessDenied", 403),
    ("odoo.exceptions.MissingError", 404),
    ("odoo.exceptions.LockError", 409),
    ("odoo.exceptions.UserError", 422),
    ("odoo.exceptions.ValidationError", 422),
    ("werkzeug.exceptions.BadRequest", 400),
    ("werkzeug.exceptions.NotFound", 404),
    ("werkzeug.exceptions.UnprocessableEntity", 422),
];

fn error(exception: &Exception) -> Reply {
    let status = STATUSES.iter().find(|(name, _)| *name == exception.name);
    Reply::new(
        status.map_or(500, |(_, status)| *status),
        JSON,
        exception.data().to_string(),
    )
}
