//! The defaults of a new record.

use odoo_rpc::{Call, Client, Error, Fault};
use serde_json::{Map, Value};

/// The values that the server gives new records for some fields.
///
/// An override without `@api.model` is a method of records to the server, which takes the names for ids and calls it without them: on 16 to 18 that of
/// `account.move.line`, on 18 that of `product.template` (`product/models/product_template.py`). Given no ids before the names, it does what it should, and the others do not; so the
/// second way follows only where the first was refused for that.
pub(super) async fn default_get(
    client: &Client,
    model: &'static str,
    fields: &[impl AsRef<str>],
) -> Result<Map<String, Value>, Error> {
    let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
    let call = Call::read(model, "default_get").arg("fields", names);
    let answer = match client.call(call.clone()).await {
        Err(error) if error.fault().is_some_and(lacks_names) => client.call(call.on([])).await,
        answer => answer,
    };
    answer?.decode()
}

/// Whether the method was called without the names of the fields, as Python says it.
fn lacks_names(fault: &Fault) -> bool {
    let message = fault.message();
    fault.name() == "builtins.TypeError"
        && message.contains("default_get() missing 1 required positional argument")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use odoo_rpc::{BoxFuture, Response, Transport};
    use serde_json::json;

    use super::*;
    use crate::prelude::*;

    #[derive(OdooModel)]
    #[odoo(model = "product.template", crate = crate)]
    #[expect(dead_code, reason = "only its fields are named")]
    struct Product {
        id: Id<Product>,
        name: String,
        list_price: f64,
    }

    /// A server whose override lacks `@api.model`, or that has no defaults at all.
    #[derive(Clone, Default)]
    struct Server {
        fails: bool,
        calls: Arc<Mutex<Vec<String>>>,
    }

    impl Transport for Server {
        fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
            let method = call.method().unwrap_or_default().to_owned();
            self.calls.lock().unwrap().push(method.clone());
            let refused =
                |name: &str, sentence: &str| Err(Box::new(Fault::new(name, sentence)).into());
            let answer: Result<Value, Error> = match method.as_str() {
                "create" => refused(
                    "odoo.exceptions.ValidationError",
                    "The operation cannot be completed: - Model: Product (product.template), field: Name (name)",
                ),
                "fields_get" => Ok(json!({
                    "name": {"type": "char", "required": true},
                    "list_price": {"type": "float", "required": true},
                })),
                "default_get" if self.fails => refused("odoo.exceptions.AccessError", "no"),
                "default_get" if call.ids() != Some(&[]) => refused(
                    "builtins.TypeError",
                    "ProductTemplate.default_get() missing 1 required positional argument: 'fields_list'",
                ),
                _ => Ok(json!({"list_price": 1.0})),
            };
            Box::pin(async move { Ok(Response::bare(answer?.to_string().into_bytes(), &call)) })
        }
    }

    #[tokio::test]
    async fn an_override_that_takes_names_for_ids_is_asked_once_more() {
        let server = Server::default();
        let defaults = Product::default_get(&Client::new(server.clone()))
            .await
            .unwrap();
        assert_eq!(defaults.get(Product::LIST_PRICE), Some(&json!(1.0)));
        assert_eq!(server.calls.lock().unwrap().len(), 2);
        let other = Server {
            fails: true,
            ..Server::default()
        };
        Product::default_get(&Client::new(other.clone()))
            .await
            .unwrap_err();
        assert_eq!(other.calls.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_the_server_names_is_missing_whether_or_not_it_tells_the_defaults() {
        for fails in [false, true] {
            let server = Server {
                fails,
                ..Server::default()
            };
            let created = Product::create(&Client::new(server), Values::new()).await;
            let error = created.unwrap_err();
            assert_eq!(error.fault().unwrap().missing_fields(), ["name"], "{fails}");
        }
    }
}
