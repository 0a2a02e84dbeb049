//! Records that an argument names: ids, or external ids.

use odoo_rpc::{Call, Client, Context, Error, Fault};
use serde_json::{Map, Value, json};

use crate::failure::{Exit, Failure, Result};

/// Reads ids and external ids, separated by commas, such as `3,7,base.main_partner`.
pub(super) async fn parse(client: &Client, model: &str, text: &str) -> Result<Vec<i64>> {
    let mut ids = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        ids.push(match (part.parse::<i64>(), part.split_once('.')) {
            (Ok(id), _) if id > 0 => id,
            (Err(_), Some((module, name))) => find(client, model, module, name).await?,
            _ => {
                return Err(Failure::usage(format!(
                    "invalid id `{part}`: expected a number of 1 or more, or an external id such as base.main_partner"
                )));
            }
        });
    }
    if ids.is_empty() {
        return Err(Failure::usage("no ids: expected a list such as 3,7"));
    }
    Ok(ids)
}

/// The record of an external id.
async fn find(client: &Client, model: &str, module: &str, name: &str) -> Result<i64> {
    let (of, id) = match look_up(client, module, name).await {
        Err(error) if error.fault().is_some_and(Fault::is_access) => {
            reference(client, module, name).await?
        }
        found => found?,
    };
    let refuse = |why: String| Err(Failure::new(Exit::Refused, why));
    match (of, id) {
        (Some(of), Some(id)) if of == model => Ok(id),
        (Some(of), Some(_)) => refuse(format!(
            "`{module}.{name}` is a record of `{of}`, not of `{model}`"
        )),
        _ => refuse(format!(
            "external id `{module}.{name}` not found: it does not exist, or the user may not see its record"
        )),
    }
}

/// The model and the id, if they were found.
type Found = (Option<String>, Option<i64>);

/// Looks up an external id in the table.
///
/// After a `load` that was refused, a worker of Odoo 19 returns an id that was rolled back where it is asked for the reference
/// (`base/models/ir_model.py`, the cache of `_xmlid_lookup`), and not here.
async fn look_up(client: &Client, module: &str, name: &str) -> Result<Found, Error> {
    let call = Call::read("ir.model.data", "search_read")
        .arg(
            "domain",
            json!([["module", "=", module], ["name", "=", name]]),
        )
        .kwarg("fields", json!(["model", "res_id"]))
        .kwarg("limit", 1);
    let mut rows: Vec<Map<String, Value>> = client.call(call).await?.decode()?;
    let row = rows.pop().unwrap_or_default();
    let model = row.get("model").and_then(Value::as_str).map(str::to_owned);
    Ok((model, row.get("res_id").and_then(Value::as_i64)))
}

/// Looks up an external id for a user who cannot read the table.
///
/// Plain users of Odoo 19 cannot, so the lookup uses a public method.
async fn reference(client: &Client, module: &str, name: &str) -> Result<Found, Error> {
    let call = Call::read("ir.model.data", "check_object_reference")
        .arg("module", module)
        .arg("xml_id", name)
        .with_context(&Context::new().active_test(false));
    let found: Value = match client.call(call).await {
        Ok(answer) => answer.decode()?,
        // The external id does not exist.
        Err(error)
            if error
                .fault()
                .is_some_and(|fault| fault.name() == "builtins.ValueError") =>
        {
            Value::Null
        }
        Err(error) => return Err(error),
    };
    let model = found.get(0).and_then(Value::as_str).map(str::to_owned);
    Ok((model, found.get(1).and_then(Value::as_i64)))
}
