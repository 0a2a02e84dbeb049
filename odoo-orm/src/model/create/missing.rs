//! Which required fields were given no value, once the server has refused to create a record.

use std::collections::BTreeMap;

use odoo_rpc::{Call, Client, Error, Fault};
use serde_json::{Map, Value};

use crate::model::defaults::default_get;

/// The error, with the required fields that were given no value if that is why the database refused. The server itself names the first one at the most,
/// in its own language.
///
/// Asks the server what is required and what has a default, so such a failed `create` takes two more calls. If the first fails, the error is as it was; if
/// the second does, it names only the fields that the server names.
pub(super) async fn named(
    client: &Client,
    model: &'static str,
    values: &[Value],
    error: Error,
) -> Error {
    // In every language and version the sentence on a missing value has the model and the field in parentheses, by their own names (14: `odoo/service/model.py`,
    // `check`; 19: `orm/models.py`, `_sql_error_to_message`).
    let names = |fault: &Fault, name: &str| fault.message().contains(&format!("({name})"));
    match error {
        Error::Fault(fault) if fault.is_validation() && names(&fault, model) => {
            let fields = missing(client, model, values, |field| names(&fault, field)).await;
            Box::new(fault.with_missing_fields(fields)).into()
        }
        other => other,
    }
}

/// The required fields that were left out, if one that the server's sentence names is among them: else the reason is another one. None if the server
/// does not tell.
pub(in crate::model) async fn missing(
    client: &Client,
    model: &'static str,
    values: &[Value],
    is_named: impl Fn(&str) -> bool,
) -> Vec<String> {
    let missing = left_out(client, model, values, &is_named).await;
    let missing = missing.unwrap_or_default();
    if missing.iter().any(|field| is_named(field)) {
        missing
    } else {
        Vec::new()
    }
}

/// The required fields that were left out and that nothing else fills, and those that are named.
async fn left_out(
    client: &Client,
    model: &'static str,
    values: &[Value],
    is_named: impl Fn(&str) -> bool,
) -> Result<Vec<String>, Error> {
    let attributes = ["required", "depends", "type", "company_dependent"];
    let call = Call::read(model, "fields_get").kwarg("attributes", attributes.as_slice());
    let fields: BTreeMap<String, Map<String, Value>> = client.call(call).await?.decode()?;
    let left_out: Vec<String> = fields
        .into_iter()
        .filter(|(name, field)| {
            let lacking = values.iter().filter(|values| lacks(values, name, field));
            match lacking.count() {
                0 => false,
                // A sentence on a link to nothing names its field as well, which need not have been given with each record.
                count => {
                    let is_missing = is(field, "required") || count == values.len();
                    is_required(field) || is_named(name) && is_missing
                }
            }
        })
        .map(|(name, _)| name)
        .collect();
    if left_out.is_empty() {
        return Ok(left_out);
    }
    let defaults = default_get(client, model, &left_out).await.ok();
    // What may have a default is not said to be missing, unless the server says so.
    let has_default = |name: &str| {
        let Some(defaults) = &defaults else {
            return true;
        };
        defaults
            .get(name)
            .is_some_and(|value| value != &Value::Bool(false))
    };
    Ok(left_out
        .into_iter()
        .filter(|name| is_named(name) || !has_default(name))
        .collect())
}

/// Required, and neither computed from other fields nor kept elsewhere, as lists are and what each company has a value of its own for.
fn is_required(field: &Map<String, Value>) -> bool {
    let depends = field.get("depends").and_then(Value::as_array);
    let kind = field.get("type").and_then(Value::as_str);
    let is_list = matches!(kind, Some("one2many" | "many2many"));
    is(field, "required")
        && !is(field, "company_dependent")
        && !is_list
        && depends.is_none_or(Vec::is_empty)
}

fn is(field: &Map<String, Value>, attribute: &str) -> bool {
    field.get(attribute) == Some(&Value::Bool(true))
}

fn lacks(values: &Value, name: &str, field: &Map<String, Value>) -> bool {
    match values.get(name) {
        None => true,
        // To these types `false` is a value.
        Some(Value::Bool(false)) => !matches!(
            field.get("type").and_then(Value::as_str),
            Some("boolean" | "integer" | "float" | "monetary")
        ),
        Some(_) => false,
    }
}
