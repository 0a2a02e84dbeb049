//! Fixtures: records created by the server itself, without access rights or record rules.

use serde_json::{Map, Value, json};

use super::World;
use crate::{
    exception::Result,
    misuse::{refuse, refuse_with},
    query::{Env, SUPERUSER},
    rpc::{Output, Protocol, Request},
};

impl World {
    /// Calls a method as the server itself. The call is not recorded.
    pub(super) fn own_call(
        &self,
        model: &str,
        method: &str,
        args: Vec<Value>,
        context: Value,
    ) -> Result<Output> {
        let mut state = self.state();
        let env = Env::superuser(state.now());
        let request = Request {
            model: model.to_owned(),
            method: method.to_owned(),
            args,
            kwargs: crate::value::object([("context", context)]),
            protocol: Protocol::CallKw,
        };
        state.execute(&env, request)
    }

    /// Returns the fields of a record, or null if it does not exist.
    pub(crate) fn own_row(&self, model: &str, id: i64) -> Result<Value> {
        let rows = self.own_call(model, "read", vec![json!([id])], json!({}))?;
        Ok(rows.into_value().get(0).cloned().unwrap_or_default())
    }

    #[track_caller]
    fn own(&self, model: &str, method: &str, args: Vec<Value>, context: Value) -> Value {
        match self.own_call(model, method, args, context) {
            Ok(output) => output.into_value(),
            Err(exception) => refuse_with(
                &format!("`{model}.{method}` failed in a fixture"),
                &exception,
            ),
        }
    }

    /// Creates a record with the defaults of its model, and returns its id.
    ///
    /// Odoo's commands are accepted for lists.
    ///
    /// # Panics
    ///
    /// If the server refuses the record; the message says why.
    #[track_caller]
    pub fn create(&self, model: &str, values: Value) -> i64 {
        if !values.is_object() {
            refuse(&format!(
                "`World::create` of `{model}` expects an object of values, found {values}"
            ));
        }
        // Odoo does not let callers choose the id; a fixture can.
        if let Some(id) = values.get("id").and_then(Value::as_i64) {
            self.set_next_id(model, id);
        }
        self.own(model, "create", vec![values], json!({}))
            .as_i64()
            .unwrap_or_default()
    }

    /// Writes to a record.
    ///
    /// # Panics
    ///
    /// If the server refuses the values; the message says why.
    #[track_caller]
    pub fn write(&self, model: &str, id: i64, values: Value) {
        self.own(model, "write", vec![json!([id]), values], json!({}));
    }

    /// Writes to a record in a language, which is installed if necessary.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use serde_json::json;
    ///
    /// let world = World::new();
    /// let tag = world.create("res.partner.category", json!({"name": "blue"}));
    /// world.translate("res.partner.category", tag, "fr_FR", json!({"name": "bleu"}));
    /// assert_eq!(world.read("res.partner.category", tag)["name"], "blue");
    /// ```
    ///
    /// # Panics
    ///
    /// If the server refuses the values; the message says why.
    #[track_caller]
    pub fn translate(&self, model: &str, id: i64, language: &str, values: Value) {
        self.install_language(language);
        self.own(
            model,
            "write",
            vec![json!([id]), values],
            json!({"lang": language}),
        );
    }

    /// Installs a language, by code. Texts stay in English until they are [translated](Self::translate).
    ///
    /// # Panics
    ///
    /// If the server refuses the code; the message says why.
    #[track_caller]
    pub fn install_language(&self, language: &str) {
        let domain = json!([["code", "=", language], ["active", "in", [true, false]]]);
        let known = self.search("res.lang", domain);
        match known.first() {
            Some(id) => self.write("res.lang", *id, json!({"active": true})),
            None => {
                self.create(
                    "res.lang",
                    json!({"name": language, "code": language, "active": true, "week_start": "1"}),
                );
            }
        }
    }

    /// Deletes a record.
    ///
    /// # Panics
    ///
    /// If the server refuses to delete it; the message says why.
    #[track_caller]
    pub fn unlink(&self, model: &str, id: i64) {
        self.own(model, "unlink", vec![json!([id])], json!({}));
    }

    /// Returns all fields of a record, in the format of `read`.
    ///
    /// # Panics
    ///
    /// If the record does not exist.
    #[track_caller]
    pub fn read(&self, model: &str, id: i64) -> Value {
        let rows = self.own(model, "read", vec![json!([id])], json!({}));
        match rows.as_array().and_then(|rows| rows.first()) {
            Some(row) => row.clone(),
            None => refuse(&format!("record {id} of `{model}` does not exist")),
        }
    }

    /// Returns the ids of the records that match a domain, in the model's order.
    ///
    /// # Panics
    ///
    /// If the server refuses the domain; the message says why.
    #[track_caller]
    pub fn search(&self, model: &str, domain: Value) -> Vec<i64> {
        let ids = self.own(model, "search", vec![domain], json!({}));
        ids.as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_i64)
            .collect()
    }

    /// Creates the records of a fixture in JSON.
    ///
    /// Each entry is a list of a model, an external id and an object of values. A text `@name` instead of an id
    /// refers to the record of that external id, which must be an earlier entry or one of Odoo's own.
    ///
    /// ```
    /// use odoo_mock::World;
    /// use serde_json::json;
    ///
    /// let world = World::new();
    /// world.load(&json!([
    ///     ["res.partner", "test.acme", {"name": "Acme", "country_id": "@base.be"}],
    ///     ["res.partner", "test.jo", {"name": "Jo", "parent_id": "@test.acme"}],
    /// ]));
    /// assert_eq!(world.read("res.partner", world.id("test.jo"))["parent_id"][1], "Acme");
    /// ```
    ///
    /// # Panics
    ///
    /// If the fixture has another structure, or the server refuses a record; the message says which.
    #[track_caller]
    pub fn load(&self, fixture: &Value) {
        let wrong = |row: &Value| -> ! {
            refuse(&format!(
                "invalid row of a fixture: expected a model, an external id and an object of values, such as `[\"res.partner\", \"test.a\", {{}}]`, found {row}"
            ))
        };
        let Some(rows) = fixture.as_array() else {
            wrong(fixture)
        };
        for row in rows {
            let parts = row.as_array().map(Vec::as_slice);
            let Some(
                [
                    Value::String(model),
                    Value::String(name),
                    Value::Object(values),
                ],
            ) = parts
            else {
                wrong(row)
            };
            let values: Map<String, Value> = values
                .iter()
                .map(|(field, value)| (field.clone(), self.resolved(value)))
                .collect();
            let id = self.create(model, values.into());
            let (module, short) = name.split_once('.').unwrap_or(("test", name));
            self.create(
                "ir.model.data",
                json!({"module": module, "name": short, "model": model, "res_id": id}),
            );
        }
    }

    /// Replaces references in a value by the ids of the records.
    #[track_caller]
    fn resolved(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text.starts_with('@') => {
                self.id(text.get(1..).unwrap_or_default()).into()
            }
            Value::Array(items) => items.iter().map(|item| self.resolved(item)).collect(),
            other => other.clone(),
        }
    }

    /// Returns the record of an external id, such as `base.main_company`.
    ///
    /// # Panics
    ///
    /// If the external id does not exist.
    #[track_caller]
    pub fn id(&self, external_id: &str) -> i64 {
        let found = self.look(SUPERUSER, |view| view.external_id(external_id));
        match found {
            Some((_, id)) => id,
            None => refuse(&format!("unknown external id `{external_id}`")),
        }
    }

    /// Sets the id of the next record of a model.
    pub fn set_next_id(&self, model: &str, id: i64) {
        self.state().db.table_mut(model).set_next_id(id);
    }
}
