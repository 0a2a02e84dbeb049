//! JSON-RPC: controllers of the web client, and `/jsonrpc`.

pub(super) mod services;
mod web;

use serde_json::{Map, Value, json};

use super::{
    page::{Instead, Reply},
    service::Asked,
};
use crate::{
    exception::{Exception, key_error, type_error},
    rpc::Output,
};

/// A received envelope.
#[derive(Default)]
struct Envelope {
    id: Value,
    params: Map<String, Value>,
}

pub(super) async fn answer(request: &Asked) -> Result<Reply, Instead> {
    let version = request.world.release();
    if !request.is_json() {
        return Ok(Reply::html(if version.wrong_media_type_is_415() {
            415
        } else {
            400
        }));
    }
    let envelope = match envelope(&request.body) {
        Ok(envelope) => envelope,
        // A controller of these versions is called without arguments.
        Err(Wrong::NoParameters) if version.runs_without_parameters() => Envelope::default(),
        Err(other) => return Ok(wrong(request, other)),
    };
    if request.path() == "/jsonrpc" {
        return services::answer(request, &envelope).await;
    }
    web::answer(request, &envelope).await
}

/// Why a request is invalid.
enum Wrong {
    NoJson(serde_json::Error),
    NoObject,
    NoParameters,
    /// With the id of the request.
    OddParameters(Value),
}

fn envelope(body: &[u8]) -> Result<Envelope, Wrong> {
    let body = serde_json::from_slice(body).map_err(Wrong::NoJson)?;
    let Value::Object(mut members) = body else {
        return Err(Wrong::NoObject);
    };
    let id = members.remove("id").unwrap_or_default();
    match members.remove("params") {
        Some(Value::Object(params)) => Ok(Envelope { id, params }),
        Some(_) => Err(Wrong::OddParameters(id)),
        None => Err(Wrong::NoParameters),
    }
}

/// The response to an invalid envelope. Each version differs; up to 17 werkzeug returns it.
fn wrong(request: &Asked, wrong: Wrong) -> Reply {
    let without_id = |exception: Exception| error(request, &Value::Null, &exception);
    let text = |sentence: &str| Reply::new(400, "text/plain; charset=utf-8", sentence);
    let version = request.world.release();
    let (is_page, is_text) = (
        version.wrong_requests_get_page(),
        version.wrong_requests_get_text(),
    );
    match wrong {
        Wrong::NoJson(_) if is_page => Reply::html(400),
        Wrong::NoObject | Wrong::OddParameters(_) if is_page => Reply::html(500),
        Wrong::NoJson(_) if is_text => text("Invalid JSON data"),
        Wrong::NoObject if is_text => text("Invalid JSON-RPC data"),
        Wrong::OddParameters(id) if is_text => error(
            request,
            &id,
            &type_error("the parameters are not an object"),
        ),
        Wrong::NoJson(why) => without_id(Exception::new(
            "json.decoder.JSONDecodeError",
            why.to_string(),
        )),
        Wrong::NoParameters => without_id(key_error("params")),
        Wrong::NoObject | Wrong::OddParameters(_) => without_id(type_error(
            "the request or its parameters are not an object",
        )),
    }
}

/// The envelope of a result; `None` is omitted.
fn result(id: &Value, output: &Output) -> Reply {
    let result = match output {
        Output::Value(Value::Null) => String::new(),
        output => format!(", \"result\": {}", output.to_text()),
    };
    Reply::json(format!("{{\"jsonrpc\": \"2.0\", \"id\": {id}{result}}}"))
}

fn access_denied() -> Exception {
    Exception::new("odoo.exceptions.AccessDenied", "Access Denied")
}

fn error(request: &Asked, id: &Value, exception: &Exception) -> Reply {
    let version = request.world.release();
    let early = match exception.code {
        Some(100) => version.expired_session_has_no_id(),
        Some(404) => version.unknown_model_is_404(),
        _ => false,
    };
    let id = if early { &Value::Null } else { id };
    Reply::json(json!({"jsonrpc": "2.0", "id": id, "error": exception.error(version)}).to_string())
}

/// The result of a call, in an envelope.
fn written(request: &Asked, id: &Value, came: &Result<Output, Exception>) -> Reply {
    match came {
        Ok(output) => result(id, output),
        Err(exception) => error(request, id, exception),
    }
}

/// The exception of a request that reached no controller.
pub(super) fn raise(request: &Asked, exception: &Exception) -> Reply {
    error(request, &id_of(&request.body), exception)
}

fn id_of(body: &[u8]) -> Value {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body.get("id").cloned().unwrap_or_default()
}

/// The service and the method of a `/jsonrpc` request.
///
/// Returns `None` for a call of a model's method.
pub(super) fn service(body: &[u8]) -> Option<String> {
    let params = envelope(body).ok()?.params;
    let part = |name: &str| params.get(name).and_then(Value::as_str);
    let (service, method) = (part("service")?, part("method")?);
    (service != "object").then(|| format!("{service}.{method}"))
}

/// The response to another request. Responses without an envelope have no id to change.
pub(super) fn with_another_id(mut reply: Reply) -> Reply {
    if let Ok(Value::Object(mut members)) = serde_json::from_slice(&reply.body)
        && members.contains_key("jsonrpc")
    {
        members.insert("id".to_owned(), (-1).into());
        reply.body = Value::Object(members).to_string().into_bytes();
    }
    reply
}

/// An unknown path.
pub(super) fn not_found(request: &Asked) -> Reply {
    if request.world.release().answers_unknown_path_in_json() && request.is_json() {
        let not_found = Exception::not_found("404: Not Found");
        return raise(request, &not_found).with_status(404);
    }
    Reply::html(404)
}
