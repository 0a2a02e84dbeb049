//! JSON-RPC 2.0 bodies for `/web/dataset/call_kw` and other JSON controllers.

use super::{Argument, Call, Target, body::Body};
use crate::context::Context;

impl Call {
    /// Renders the body of the JSON-RPC request with this `id`.
    pub fn to_call_kw(&self, id: u64) -> Vec<u8> {
        self.call_kw_body(id, &self.context)
    }

    /// Returns the same body with another context.
    pub(crate) fn call_kw_body(&self, id: u64, context: &Context) -> Vec<u8> {
        self.envelope(id, |body| match &self.target {
            Target::Method { model, method, ids } => {
                body.member("model").value(model);
                body.member("method").value(method);
                body.member("args");
                self.args(ids.as_deref(), body);
                body.member("kwargs");
                self.kwargs(context, body);
            }
            // A page is requested by its path alone.
            Target::Route { .. } | Target::Page { .. } => {
                for argument in self.arguments.iter() {
                    body.member(&argument.name).argument(argument);
                }
                if !context.is_empty() {
                    body.context(context);
                }
            }
        })
    }

    pub(super) fn by_position(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|argument| !argument.by_name)
    }

    pub(super) fn by_name(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|argument| argument.by_name)
    }

    /// Renders a JSON-RPC request, whose parameters `params` writes.
    pub(super) fn envelope(&self, id: u64, params: impl FnOnce(&mut Body)) -> Vec<u8> {
        let mut body = Body::of(self);
        body.object(|body| {
            body.member("jsonrpc").value("2.0");
            body.member("id").value(&id);
            body.member("method").value("call");
            body.member("params").object(params);
        });
        body.into_bytes()
    }

    /// Writes the ids of the records, then the positional arguments.
    pub(super) fn args(&self, ids: Option<&[i64]>, body: &mut Body) {
        body.array(|body| {
            if let Some(ids) = ids {
                body.item().value(ids);
            }
            for argument in self.by_position() {
                body.item().argument(argument);
            }
        });
    }

    /// Writes the keyword arguments, then the context.
    pub(super) fn kwargs(&self, context: &Context, body: &mut Body) {
        body.object(|body| {
            for argument in self.by_name() {
                body.member(&argument.name).argument(argument);
            }
            body.context(context);
        });
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
        let call = Call::read("m", "f").arg_json("specification", text.into(), true);
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
