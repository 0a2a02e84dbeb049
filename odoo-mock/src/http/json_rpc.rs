//! JSON-RPC: controllers of the web client, and `/jsonrpc`.

mod services;
mod web;

use serde_json::{Map, Value, json};

use super::{
    answer::{Came, Spoilt},
    page::{Cut, Reply},
    service::Asked,
};
use crate::{
    call::Output,
    exception::{Exception, key_error, type_error},
    transport::result_text,
};

/// An envelope that came.
struct Envelope {
    id: Value,
    params: Map<String, Value>,
}

pub(super) async fn answer(request: &Asked) -> Result<Reply, Cut> {
    let version = request.world.release();
    if !request.is_json() {
        return Ok(Reply::html(if version.since(19) { 415 } else { 400 }));
    }
    let envelope = match envelope(request) {
        Ok(envelope) => envelope,
        Err(reply) => return Ok(reply),
    };
    if request.path == "/jsonrpc" {
        return services::answer(request, &envelope).await;
    }
    web::answer(request, &envelope).await
}

/// Reads the envelope; what is none each version answers in its own way.
fn envelope(request: &Asked) -> Result<Envelope, Reply> {
    let version = request.world.release();
    let without_id = |exception: Exception| error(request, &Value::Null, &exception);
    let body: Value = match serde_json::from_slice(&request.body) {
        Ok(body) => body,
        Err(why) if version.since(18) => {
            return Err(without_id(Exception::new(
                "json.decoder.JSONDecodeError",
                why.to_string(),
            )));
        }
        Err(_) if version.until(14) => return Err(Reply::html(400)),
        Err(_) => {
            return Err(Reply::new(
                400,
                "text/plain; charset=utf-8",
                "Invalid JSON data",
            ));
        }
    };
    let Value::Object(mut members) = body else {
        return Err(match version.major() {
            14 => Reply::html(500),
            major if major < 18 => {
                Reply::new(400, "text/plain; charset=utf-8", "Invalid JSON-RPC data")
            }
            _ => without_id(type_error("the body of a request is an object")),
        });
    };
    let id = members.remove("id").unwrap_or_default();
    match members.remove("params") {
        Some(Value::Object(params)) => Ok(Envelope { id, params }),
        None if version.since(18) => Err(without_id(key_error("params"))),
        None => Ok(Envelope {
            id,
            params: Map::new(),
        }),
        Some(_) if version.until(14) => Err(Reply::html(500)),
        Some(_) if version.since(18) => Err(without_id(type_error(
            "the parameters of a request are an object",
        ))),
        Some(_) => Err(error(
            request,
            &id,
            &type_error("the parameters of a request are an object"),
        )),
    }
}

/// The envelope of a result; `None` is left out.
fn result(id: &Value, output: &Output) -> Reply {
    let result = result_text(output).map(|text| format!(", \"result\": {text}"));
    Reply::json(format!(
        "{{\"jsonrpc\": \"2.0\", \"id\": {id}{}}}",
        result.unwrap_or_default()
    ))
}

fn error(request: &Asked, id: &Value, exception: &Exception) -> Reply {
    let version = request.world.release();
    // What is raised before the request is read has no id from 16 on; an unknown model is looked up there from 18 on.
    let early = match exception.code {
        Some(100) => version.null_ids(),
        Some(404) => version.since(18),
        _ => false,
    };
    let id = if early { &Value::Null } else { id };
    Reply::json(json!({"jsonrpc": "2.0", "id": id, "error": exception.error(version)}).to_string())
}

/// What came of a call, in an envelope.
fn written(request: &Asked, id: &Value, came: Came) -> Reply {
    let (came, spoilt) = match came {
        Came::Page(reply) => return reply,
        Came::Result(came) => (came, None),
        Came::Spoiled(came, spoilt) => (came, Some(spoilt)),
    };
    let other = json!(-1);
    let id = if spoilt == Some(Spoilt::Id) {
        &other
    } else {
        id
    };
    let reply = match came {
        Ok(output) => result(id, &output),
        Err(exception) => error(request, id, &exception),
    };
    Reply {
        breaks_off: spoilt == Some(Spoilt::Half),
        ..reply
    }
}

/// A path that leads nowhere. 14 says so in JSON to those who speak it.
pub(super) fn not_found(request: &Asked) -> Reply {
    if request.world.release().until(14) && request.is_json() {
        let id = serde_json::from_slice::<Value>(&request.body)
            .ok()
            .and_then(|body| body.get("id").cloned());
        let reply = error(
            request,
            &id.unwrap_or_default(),
            &Exception::not_found("404: Not Found"),
        );
        return Reply {
            status: 404,
            ..reply
        };
    }
    Reply::html(404)
}
