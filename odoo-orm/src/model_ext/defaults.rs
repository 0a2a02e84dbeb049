//! The defaults of a new record.

use odoo_rpc::{Call, Client, Error, Fault};
use serde_json::{Map, Value};

use crate::{
    model::{FieldMeta, Model, meta},
    values::{Object, Values},
};

/// Returns the server's defaults for some fields of a new record.
///
/// The server treats an override without `@api.model` as a method of records: it takes the field names for ids and calls the method without them. This affects
/// `account.move.line` on 16 to 18, and `product.template` on 18 (`product/models/product_template.py`). Such an override works if an empty list of ids comes before the names, but then
/// the others fail. So the client retries with the list only if the server rejects the first call for this reason.
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

/// Returns the server's defaults for the fields of a struct that can be written.
pub(super) async fn of_struct<M: Model>(client: &Client) -> Result<Values<M>, Error> {
    let declared = meta::<M>().fields().iter();
    let mut writable: Vec<&FieldMeta> = declared.filter(|field| !field.is_read_only()).collect();
    if !meta::<M>().is_versioned() {
        let names: Vec<&str> = writable.into_iter().map(FieldMeta::name).collect();
        let defaults = default_get(client, meta::<M>().name(), &names).await?;
        return of_map(&defaults);
    }
    let version = client.server_version().await?;
    writable.retain(|field| field.name_on(version).is_some());
    let names: Vec<&str> = writable
        .iter()
        .filter_map(|field| field.name_on(version))
        .collect();
    let mut defaults = default_get(client, meta::<M>().name(), &names).await?;
    let own = writable.into_iter().zip(names).filter_map(|(field, name)| {
        let value = defaults.remove(name)?;
        Some((field.name().to_owned(), value))
    });
    of_map(&own.collect())
}

fn of_map<M>(defaults: &Map<String, Value>) -> Result<Values<M>, Error> {
    Ok(Values::of_object(Object::of_map(defaults)?))
}

/// Tells whether Python called the method without the field names.
fn lacks_names(fault: &Fault) -> bool {
    let message = fault.message();
    fault.name() == "builtins.TypeError"
        && message.contains("default_get() missing 1 required positional argument")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use odoo_rpc::{BoxFuture, CallState, Response, Transport};
    use serde_json::json;

    use super::*;
    use crate::prelude::*;

    #[derive(OdooModel)]
    #[odoo(model = "product.template", crate = crate)]
    #[expect(dead_code, reason = "the test uses only the field names")]
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
        fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
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
            Box::pin(async move {
                Ok(Response::bare(
                    answer?.to_string().into_bytes(),
                    &call,
                    &state,
                ))
            })
        }
    }

    #[tokio::test]
    async fn an_override_without_api_model_is_retried() {
        let server = Server::default();
        let defaults = Product::default_get(&Client::new(server.clone()))
            .await
            .unwrap();
        assert_eq!(defaults.get(Product::LIST_PRICE), Some(json!(1.0)));
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
    async fn a_named_field_is_missing_even_if_defaults_are_unknown() {
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
