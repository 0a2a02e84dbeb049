//! JSON-RPC 2.0 bodies for `/web/dataset/call_kw` and other JSON controllers.

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{Argument, Call, Target};
use crate::context::Context;

impl Call {
    /// Renders the body of the JSON-RPC request with this `id`.
    pub fn to_call_kw(&self, id: u64) -> Vec<u8> {
        self.call_kw_body(id, &self.context)
    }

    /// Returns the same body with another context.
    pub(crate) fn call_kw_body(&self, id: u64, context: &Context) -> Vec<u8> {
        let call = self;
        envelope(id, &Params { call, context })
    }

    pub(super) fn by_position(&self) -> impl Iterator<Item = &Argument> + Clone {
        self.arguments.iter().filter(|argument| !argument.by_name)
    }
}

/// Renders a JSON-RPC request.
pub(super) fn envelope(id: u64, params: &impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Request<'a, P> {
        jsonrpc: &'static str,
        id: u64,
        method: &'static str,
        params: &'a P,
    }
    let request = Request {
        jsonrpc: "2.0",
        id,
        method: "call",
        params,
    };
    let mut body = Vec::with_capacity(512);
    // Writing to memory cannot fail, and all keys are strings.
    let written = serde_json::to_writer(&mut body, &request);
    debug_assert!(written.is_ok(), "{written:?}");
    body
}

struct Params<'a> {
    call: &'a Call,
    context: &'a Context,
}

impl Serialize for Params<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let Params { call, context } = *self;
        match &call.target {
            Target::Method { model, method, ids } => {
                let by_position = call.by_position();
                map.serialize_entry("model", model)?;
                map.serialize_entry("method", method)?;
                map.serialize_entry(
                    "args",
                    &Args {
                        ids: ids.as_deref(),
                        by_position,
                    },
                )?;
                map.serialize_entry("kwargs", &Kwargs { call, context })?;
            }
            // A page is requested by its path alone.
            Target::Route { .. } | Target::Page { .. } => {
                for argument in call.arguments.iter() {
                    map.serialize_entry(&argument.name, argument)?;
                }
                if !context.is_empty() {
                    map.serialize_entry("context", &context.map())?;
                }
            }
        }
        map.end()
    }
}

pub(super) struct Args<'a, I> {
    pub(super) ids: Option<&'a [i64]>,
    pub(super) by_position: I,
}

impl<'a, I: Iterator<Item = &'a Argument> + Clone> Serialize for Args<'a, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// The ids of the records come first, then the positional arguments.
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Arg<'a> {
            Ids(&'a [i64]),
            Value(&'a Argument),
        }
        let ids = self.ids.map(Arg::Ids);
        serializer.collect_seq(
            ids.into_iter()
                .chain(self.by_position.clone().map(Arg::Value)),
        )
    }
}

pub(super) struct Kwargs<'a> {
    pub(super) call: &'a Call,
    pub(super) context: &'a Context,
}

impl Serialize for Kwargs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for argument in self
            .call
            .arguments
            .iter()
            .filter(|argument| argument.by_name)
        {
            map.serialize_entry(&argument.name, argument)?;
        }
        match self.context.map() {
            Some(context) => map.serialize_entry("context", context)?,
            None => map.serialize_entry("context", &serde_json::Map::new())?,
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn params(call: &Call) -> Value {
        let body: Value = serde_json::from_slice(&call.to_call_kw(7)).unwrap();
        assert_eq!(body["jsonrpc"], "2.0");
        assert_eq!(body["id"], 7);
        body["params"].clone()
    }

    #[test]
    fn ids_come_first_and_the_context_comes_with_the_names() {
        let context = Context::new().lang("fr_FR");
        let call = Call::write("res.partner", "write")
            .on([3, 4])
            .arg("vals", json!({"name": "x"}))
            .with_context(&context);
        assert_eq!(
            params(&call),
            json!({
                "model": "res.partner",
                "method": "write",
                "args": [[3, 4], {"name": "x"}],
                "kwargs": {"context": {"lang": "fr_FR"}},
            })
        );
    }

    #[test]
    fn no_records_are_not_the_same_as_no_ids() {
        assert_eq!(params(&Call::read("m", "f").on([]))["args"], json!([[]]));
        assert_eq!(params(&Call::read("m", "f"))["args"], json!([]));
    }

    #[test]
    fn a_controller_gets_its_arguments_as_they_are() {
        assert_eq!(params(&Call::server_version()), json!({}));
    }

    #[test]
    fn a_later_context_has_priority() {
        let call = Call::read("m", "f")
            .with_context(&Context::new().lang("fr_BE").tz("UTC"))
            .with_context(&Context::new().lang("nl_BE"));
        assert_eq!(
            params(&call)["kwargs"]["context"],
            json!({"lang": "nl_BE", "tz": "UTC"})
        );
    }

    #[test]
    fn an_argument_of_the_name_context_is_the_context() {
        let call = Call::read("m", "f")
            .kwarg("context", json!({"lang": "nl_BE"}))
            .with_context(&Context::new().tz("UTC"));
        assert_eq!(
            params(&call)["kwargs"],
            json!({"context": {"lang": "nl_BE", "tz": "UTC"}})
        );
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        let call = Call::read("m", "f")
            .kwarg("limit", 1)
            .arg("domain", json!([]))
            .kwarg("limit", 2);
        let body = String::from_utf8(call.to_call_kw(1)).unwrap();
        assert_eq!(body.matches("limit").count(), 1, "{body}");
        assert_eq!(params(&call)["kwargs"]["limit"], 2);
    }

    #[test]
    fn members_keep_their_order_where_it_matters() {
        let text = r#"{"name":{},"id":{},"a":{}}"#;
        let call = Call::read("m", "f").kwarg_in_order("specification", text.to_owned());
        for body in [call.to_call_kw(1), call.to_json2().unwrap()] {
            let body = String::from_utf8(body).unwrap();
            assert!(body.contains(text), "{body}");
        }
        let (_, value) = call.arguments().next().unwrap();
        assert_eq!(value, &json!({"id": {}, "name": {}, "a": {}}));
    }

    #[test]
    fn a_label_follows_the_name() {
        let call = Call::read("m", "f").with_label("page 2");
        assert_eq!(call.name(), "m.f");
        assert_eq!(call.info().to_string(), "`m.f` (page 2)");
        assert_eq!(params(&call)["method"], "f");
    }

    #[test]
    fn debug_shows_no_values() {
        let call = Call::write("res.users", "write")
            .on([1])
            .arg("vals", json!({"password": "canary"}));
        let text = format!("{call:?}");
        assert!(!text.contains("canary"), "{text}");
        assert!(
            text.contains("res.users.write") && text.contains("vals"),
            "{text}"
        );
    }
}
