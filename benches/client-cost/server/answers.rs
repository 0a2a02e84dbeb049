//! The response to each request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use odoo_benches::records;
use serde_json::{Map, Value, json};

use super::request::Request;

/// The valid key for JSON-2.
pub(crate) const API_KEY: &str = "key";

const PARTNER: &str = "res.partner";

/// Cached responses.
#[derive(Debug, Default)]
pub(super) struct Answers {
    made: Mutex<HashMap<String, Arc<str>>>,
}

/// A response with a separate result, which may be large and is shared.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: &'static str,
    pub(super) before: String,
    pub(super) result: Arc<str>,
    pub(super) after: &'static str,
    pub(super) opens_session: bool,
}

/// A method call of any protocol.
struct Method<'a> {
    model: &'a str,
    name: &'a str,
    args: &'a [Value],
    kwargs: &'a Map<String, Value>,
}

impl Answers {
    pub(super) fn to(&self, request: &Request) -> Answer {
        let Request {
            path,
            authorization,
            body,
        } = request;
        let bare = |status, result| Answer {
            status,
            before: String::new(),
            result,
            after: "",
            opens_session: false,
        };
        // JSON-2 has no envelope, and its own statuses.
        if path.starts_with("/json/2/") {
            if *authorization != format!("Bearer {API_KEY}") {
                return bare(
                    "401 UNAUTHORIZED",
                    fault("werkzeug.exceptions.Unauthorized", "Invalid apikey")
                        .to_string()
                        .into(),
                );
            }
            return match self.result(path, body) {
                Some(result) => bare("200 OK", result),
                None => bare(
                    "422 UNPROCESSABLE ENTITY",
                    unknown(request).to_string().into(),
                ),
            };
        }
        let id = body.get("id").unwrap_or(&Value::Null);
        let refused = || {
            let error =
                json!({"code": 0, "message": "Odoo Server Error", "data": unknown(request)});
            ("error", error.to_string().into())
        };
        let known = self.result(path, body).map(|result| ("result", result));
        let (key, result) = known.unwrap_or_else(refused);
        Answer {
            before: format!("{{\"jsonrpc\": \"2.0\", \"id\": {id}, \"{key}\": "),
            after: "}",
            opens_session: path == "/web/session/authenticate",
            ..bare("200 OK", result)
        }
    }

    fn result(&self, path: &str, body: &Value) -> Option<Arc<str>> {
        let params = &body["params"];
        if let Some(method) = path.strip_prefix("/json/2/") {
            let (model, name) = method.split_once('/')?;
            return self.method(&Method {
                model,
                name,
                args: &[],
                kwargs: body.as_object()?,
            });
        }
        if path.starts_with("/web/dataset/call_kw") {
            return self.method(&Method {
                model: params["model"].as_str()?,
                name: params["method"].as_str()?,
                args: params["args"].as_array()?,
                kwargs: params["kwargs"].as_object()?,
            });
        }
        let version = json!({"server_version": "19.0", "server_version_info": [19, 0, 0, "final", 0, ""], "server_serie": "19.0", "protocol_version": 1});
        let known = match (path, params["service"].as_str(), params["method"].as_str()) {
            ("/web/session/authenticate", ..) => json!({
                "uid": 2,
                "db": "canned",
                "username": "admin",
                "user_context": {"lang": "en_US", "tz": false, "uid": 2},
            }),
            ("/web/webclient/version_info", ..) | ("/jsonrpc", Some("common"), Some("version")) => {
                version
            }
            ("/web/database/list", ..) | ("/jsonrpc", Some("db"), Some("list")) => {
                json!(["canned"])
            }
            ("/jsonrpc", Some("common"), Some("login" | "authenticate")) => json!(2),
            ("/jsonrpc", Some("object"), Some("execute_kw")) => {
                let [_, _, _, model, name, args, rest @ ..] = &params["args"].as_array()?[..]
                else {
                    return None;
                };
                return self.method(&Method {
                    model: model.as_str()?,
                    name: name.as_str()?,
                    args: args.as_array()?,
                    kwargs: rest
                        .first()
                        .and_then(Value::as_object)
                        .unwrap_or(&Map::new()),
                });
            }
            ("/jsonrpc", Some("object"), Some("execute")) => {
                let [_, _, _, model, name, args @ ..] = &params["args"].as_array()?[..] else {
                    return None;
                };
                return self.method(&Method {
                    model: model.as_str()?,
                    name: name.as_str()?,
                    args,
                    kwargs: &Map::new(),
                });
            }
            _ => return None,
        };
        Some(known.to_string().into())
    }

    fn method(&self, method: &Method<'_>) -> Option<Arc<str>> {
        match method.name {
            // For clients that look up a model first.
            "search_read" if method.model == "ir.model" => Some(
                json!([{"id": 1, "model": PARTNER, "transient": false}])
                    .to_string()
                    .into(),
            ),
            _ if !matches!(method.model, PARTNER | "res.users" | "ir.model") => None,
            "search_read" => {
                let (fields, limit) = (method.fields(1)?, method.limit(3)?);
                Some(self.made(format!("{limit} {fields:?}"), || {
                    records::rows(1..=limit, &fields)
                }))
            }
            "search" => {
                let limit = method.limit(2)?;
                Some(self.made(limit.to_string(), || records::ids(limit)))
            }
            "read" => {
                let ids = method.argument("ids", 0)?;
                let fields = method.fields(1)?;
                let ids: Vec<i64> = match ids {
                    Value::Array(ids) => ids.iter().filter_map(Value::as_i64).collect(),
                    id => vec![id.as_i64()?],
                };
                Some(self.made(format!("{ids:?} {fields:?}"), || {
                    records::rows(ids.iter().copied(), &fields)
                }))
            }
            "create" => match method.argument("vals_list", 0)? {
                Value::Array(list) => {
                    let count = i64::try_from(list.len()).ok()?;
                    Some(self.made(count.to_string(), || records::ids(count)))
                }
                _ => Some("1".into()),
            },
            "context_get" => Some(
                json!({"lang": "en_US", "tz": false, "uid": 2})
                    .to_string()
                    .into(),
            ),
            // For clients that create a class for a model first.
            "fields_get" => {
                let field = |kind| json!({"type": kind, "string": "Field"});
                Some(json!({"name": field("char"), "email": field("char"), "ref": field("char"), "is_company": field("boolean"), "color": field("integer")}).to_string().into())
            }
            _ => None,
        }
    }

    fn made(&self, key: String, text: impl FnOnce() -> String) -> Arc<str> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(key).or_insert_with(|| text().into()))
    }
}

impl Method<'_> {
    /// An argument by name, or else by position.
    fn argument(&self, name: &str, place: usize) -> Option<&Value> {
        self.kwargs.get(name).or_else(|| self.args.get(place))
    }

    fn fields(&self, place: usize) -> Option<Vec<String>> {
        let fields = self.argument("fields", place)?.as_array()?;
        fields
            .iter()
            .map(|field| Some(field.as_str()?.to_owned()))
            .collect()
    }

    fn limit(&self, place: usize) -> Option<i64> {
        self.argument("limit", place)?.as_i64()
    }
}

fn unknown(request: &Request) -> Value {
    let message = format!(
        "the canned server has no response to {}: {}",
        request.path, request.body
    );
    fault("builtins.NotImplementedError", &message)
}

fn fault(name: &str, message: &str) -> Value {
    json!({"name": name, "message": message, "arguments": [message], "context": {}, "debug": ""})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(path: &str, body: Value) -> String {
        let answer = Answers::default().to(&Request {
            path: path.to_owned(),
            authorization: format!("Bearer {API_KEY}"),
            body,
        });
        format!("{}{}{}", answer.before, answer.result, answer.after)
    }

    #[test]
    fn each_wire_is_answered_in_its_own_shape() {
        let rows = r#"[{"id": 1, "x": false}, {"id": 2, "x": false}]"#;
        let by_session = json!({"id": 7, "params": {"model": "res.partner", "method": "search_read", "args": [[]], "kwargs": {"fields": ["id", "x"], "limit": 2}}});
        let enveloped = |id: &str| format!(r#"{{"jsonrpc": "2.0", "id": {id}, "result": {rows}}}"#);
        assert_eq!(
            answer("/web/dataset/call_kw/res.partner/search_read", by_session),
            enveloped("7")
        );
        let by_password = json!({"id": "a", "params": {"service": "object", "method": "execute_kw", "args": ["db", 2, "x", "res.partner", "search_read", [[], ["x"], 0, 2]]}});
        assert_eq!(answer("/jsonrpc", by_password), enveloped("\"a\""));
        let by_key = json!({"domain": [], "fields": ["x"], "limit": 2});
        assert_eq!(answer("/json/2/res.partner/search_read", by_key), rows);
    }

    #[test]
    fn what_it_does_not_know_is_an_error_and_not_nothing() {
        let unknown =
            json!({"id": 7, "params": {"model": "x", "method": "y", "args": [], "kwargs": {}}});
        assert!(answer("/web/dataset/call_kw/x/y", unknown).contains("has no response to"));
    }
}
