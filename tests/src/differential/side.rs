//! One of the two servers.

use odoo_orm::{Call, Client, Error};
use serde_json::{Value, json};

use super::{calls::Request, schema};

#[derive(Debug)]
pub(super) struct Side(Client);

impl Side {
    pub(super) fn new(client: Client) -> Self {
        Side(client)
    }

    pub(super) async fn version(&self) -> u16 {
        self.0.server_version().await.unwrap().major()
    }

    /// Returns the result of a call, or the class of the exception.
    ///
    /// The arguments are sent unchecked, so they may be invalid in any way.
    pub(super) async fn send(&self, request: &Request) -> Value {
        let path = format!("/web/dataset/call_kw/{}/{}", request.model, request.method);
        let call = Call::controller(path)
            .kwarg("model", request.model.as_str())
            .kwarg("method", request.method.as_str())
            .kwarg("args", request.args.clone())
            .kwarg("kwargs", request.kwargs.clone());
        match self.0.call(call).await {
            Ok(answer) => comparable(answer.decode().unwrap()),
            Err(Error::Fault(fault)) => json!({"raised": fault.name()}),
            Err(other) => json!({"failed": other.to_string()}),
        }
    }

    /// Returns the result of a call that must succeed.
    pub(super) async fn must(&self, model: &str, method: &str, args: Value) -> Value {
        let answer = self.send(&Request::new("setup", model, method, args)).await;
        assert!(answer.get("raised").is_none(), "{model}.{method}: {answer}");
        answer
    }

    pub(super) async fn ids(&self, model: &str, domain: &Value) -> Vec<i64> {
        let request = Request::new("ids", model, "search", json!([domain, 0, false, "id"]));
        let ids = self
            .send(&request.in_context(json!({"active_test": false})))
            .await;
        ids.as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_i64().unwrap())
            .collect()
    }

    /// Returns all records of the models, without the times of the log.
    pub(super) async fn state(&self) -> Value {
        let mut all = serde_json::Map::new();
        for model in schema::MODELS {
            let ids = self.ids(model, &json!([])).await;
            let fields = schema::fields(model);
            let request = Request::new("state", model, "read", json!([ids, fields]));
            let request = request.in_context(json!({"active_test": false}));
            all.insert((*model).to_owned(), self.send(&request).await);
        }
        all.into()
    }

    /// Deletes all records of the models.
    pub(super) async fn clear(&self) {
        for model in schema::MODELS.iter().rev() {
            let ids = self.ids(model, &json!([])).await;
            self.send(&Request::new("clear", model, "unlink", json!([ids])))
                .await;
        }
    }
}

/// Removes what is not compared: the hints in the messages of an import, which are actions of views, and the last digits of sums, which depend on
/// the order in which the database adds.
fn comparable(mut answer: Value) -> Value {
    round(&mut answer);
    let messages = answer.get_mut("messages").and_then(Value::as_array_mut);
    for message in messages.into_iter().flatten() {
        if let Some(members) = message.as_object_mut() {
            members.remove("moreinfo");
        }
    }
    answer
}

fn round(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap();
            *value = json!((float * 1e9).round() / 1e9 + 0.0);
        }
        Value::Array(items) => items.iter_mut().for_each(round),
        Value::Object(members) => {
            // The servers' clocks differ.
            members.retain(|name, _| {
                !matches!(
                    name.as_str(),
                    "create_date" | "write_date" | "__last_update"
                )
            });
            members.values_mut().for_each(round);
        }
        _ => {}
    }
}
