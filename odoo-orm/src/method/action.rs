use std::fmt;

use serde_json::{Map, Value};

use crate::{
    model::{Model, meta},
    relation::Id,
};

/// An action for the web client, such as opening a form, URL or report.
///
/// Button methods return actions. Nothing has been opened; a program usually reads only which record the action is about.
///
/// A method that only sometimes returns an action has the result type `Option<Action>`.
///
/// ```
/// use odoo_orm::{method::{Action, FromMethodResult}, prelude::*, rpc::JsonReader};
///
/// #[derive(Debug, OdooModel)]
/// #[odoo(model = "account.move")]
/// struct Invoice {
///     id: Id<Invoice>,
/// }
///
/// let json = br#"{"type": "ir.actions.act_window", "res_model": "account.move", "res_id": 7, "context": {}}"#;
/// let action = Action::returned(&mut JsonReader::new(json))?;
/// assert_eq!(action.kind(), "ir.actions.act_window");
/// assert_eq!(action.record::<Invoice>(), Some(Id::new(7)));
/// # Ok::<_, odoo_orm::rpc::DecodeError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Action(Map<String, Value>);

impl Action {
    /// Returns the action in a result: an object whose type is not empty.
    ///
    /// This is the web client's rule (`web/controllers`, `call_button`, 14 to 19).
    pub(super) fn of_result(result: Value) -> Option<Self> {
        match result {
            Value::Object(map) if map.get("type") != Some(&"".into()) => Some(Action(map)),
            _ => None,
        }
    }

    /// Returns the type of the action, such as `ir.actions.act_window` or `ir.actions.act_url`.
    ///
    /// An action without a type closes a dialog, as in the web client (`web/controllers`, `clean_action`).
    pub fn kind(&self) -> &str {
        self.text("type").unwrap_or("ir.actions.act_window_close")
    }

    /// Returns the title, in the language of the call's context.
    pub fn name(&self) -> Option<&str> {
        self.text("name")
    }

    /// Returns the model of the record or list that it opens, often a wizard.
    pub fn res_model(&self) -> Option<&str> {
        self.text("res_model")
    }

    /// Returns the id of the record that it opens.
    ///
    /// If the model is known, use [`record`](Self::record).
    pub fn res_id(&self) -> Option<i64> {
        self.0.get("res_id").and_then(Value::as_i64)
    }

    /// Returns the record that it opens, if the record belongs to model `M`.
    pub fn record<M: Model>(&self) -> Option<Id<M>> {
        if self.res_model() != Some(meta::<M>().name()) {
            return None;
        }
        // Some of Odoo's own methods use 0 for "no record".
        self.res_id().filter(|id| *id > 0).map(Id::new)
    }

    /// Returns the target of an `ir.actions.act_url`, often a path on the server.
    pub fn url(&self) -> Option<&str> {
        self.text("url")
    }

    /// Returns the context in which it opens.
    ///
    /// Some actions have a Python expression instead, which the web client evaluates: see [`as_map`](Self::as_map).
    pub fn context(&self) -> Option<&Map<String, Value>> {
        self.0.get("context").and_then(Value::as_object)
    }

    /// Returns the whole action, as the server sent it.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Converts into the whole action, as the server sent it.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }
}

/// Shows only the type and the model.
///
/// Other keys may be personal data, and a URL may contain an access token.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action")
            .field("kind", &self.kind())
            .field("res_model", &self.res_model())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::prelude::*;

    #[derive(Debug, OdooModel)]
    #[odoo(model = "sale.order")]
    #[expect(dead_code, reason = "the test uses only its ids")]
    struct Order {
        id: Id<Order>,
    }

    fn action(json: Value) -> Action {
        Action::of_result(json).unwrap()
    }

    #[test]
    fn missing_keys_are_none() {
        let close = action(json!({}));
        assert_eq!(close.kind(), "ir.actions.act_window_close");
        let open = action(json!({
            "type": "ir.actions.act_window",
            "name": false,
            "res_model": "sale.order",
            "res_id": false,
            "context": "{'default_x': active_id}",
        }));
        assert_eq!((open.name(), open.res_id(), open.url()), (None, None, None));
        assert_eq!(open.record::<Order>(), None);
        assert_eq!(open.context(), None);
        assert_eq!(open.as_map()["context"], "{'default_x': active_id}");
    }

    #[test]
    fn a_record_is_one_of_the_model() {
        let order = action(json!({"res_model": "sale.order", "res_id": 3}));
        assert_eq!(order.record::<Order>(), Some(Id::new(3)));
        let other = action(json!({"res_model": "sale.order.line", "res_id": 3}));
        assert_eq!((other.record::<Order>(), other.res_id()), (None, Some(3)));
        let none = action(json!({"res_model": "sale.order", "res_id": 0}));
        assert_eq!(none.record::<Order>(), None);
    }

    #[test]
    fn debug_shows_no_values() {
        let action = action(json!({"type": "ir.actions.act_url", "url": "/?access_token=canary"}));
        let text = format!("{action:?}");
        assert!(
            text.contains("act_url") && !text.contains("canary"),
            "{text}"
        );
    }
}
