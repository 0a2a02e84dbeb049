//! Finding required fields without a value, after the server has rejected a `create`.

use std::collections::BTreeMap;

use odoo_rpc::{Call, Client, Error, Fault};
use serde_json::{Map, Value};

use crate::model_ext::defaults::default_get;

/// Adds the required fields without a value to an error, if they caused it.
///
/// The server itself names at most the first such field, in its own language.
///
/// It asks the server which fields are required and which have a default, so such a failed `create` sends two more requests. If the first of them fails, the error is unchanged. If
/// the second fails, the error names only the fields that the server named.
pub(super) async fn named(
    client: &Client,
    model: &'static str,
    values: &[Value],
    error: Error,
) -> Error {
    // In every language and version, the message on a missing value has the technical names of the model and the field in parentheses (14: `odoo/service/model.py`,
    // `check`; 19: `orm/models.py`, `_sql_error_to_message`).
    let names = |fault: &Fault, name: &str| fault.message().contains(&format!("({name})"));
    match error {
        // XML-RPC has one class for both.
        Error::Fault(fault)
            if (fault.is_validation() || fault.name() == "odoo.exceptions.UserError")
                && names(&fault, model) =>
        {
            let fields = missing(client, model, values, |field| names(&fault, field)).await;
            Box::new(fault.with_missing_fields(fields)).into()
        }
        other => other,
    }
}

/// Returns the required fields without a value, if the server's message names one of them.
///
/// Otherwise the server rejected the values for another reason. Returns `None` if the server does not describe the fields.
pub(in crate::model_ext) async fn missing(
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

/// Returns the required fields without a value or a default, and the named ones.
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
                // A message on a broken link names its field as well. Only some of the records may lack that field.
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
    // A field that may have a default is reported only if the server named it.
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

/// Tells whether a field needs a value: required, and not computed, a list or company-dependent.
///
/// Lists and company-dependent fields are not stored in the record's own table row.
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
        // For these types `false` is a value.
        Some(Value::Bool(false)) => !matches!(
            field.get("type").and_then(Value::as_str),
            Some("boolean" | "integer" | "float" | "monetary")
        ),
        Some(_) => false,
    }
}
