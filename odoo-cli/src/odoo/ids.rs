//! Records that an argument names: ids, or external ids.

use odoo_rpc::{Call, Client};
use serde_json::Value;

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
        return Err(Failure::usage("there is no id: expected some, such as 3,7"));
    }
    Ok(ids)
}

/// The record of an external id. Odoo 14 to 19 have this method, and it asks for no right to read external ids.
async fn find(client: &Client, model: &str, module: &str, name: &str) -> Result<i64> {
    let call = Call::read("ir.model.data", "check_object_reference")
        .arg("module", module)
        .arg("xml_id", name);
    let found: Value = match client.call(call).await {
        Ok(answer) => answer.decode()?,
        // The exception's class is ValueError, as that of many others.
        Err(error) if error.fault().is_some() => Value::Null,
        Err(error) => return Err(error.into()),
    };
    let refuse = |why: String| Err(Failure::new(Exit::Refused, why));
    match (
        found.get(0).and_then(Value::as_str),
        found.get(1).and_then(Value::as_i64),
    ) {
        (Some(of), Some(id)) if of == model => Ok(id),
        (Some(of), Some(_)) => refuse(format!(
            "`{module}.{name}` is a record of `{of}`, not of `{model}`"
        )),
        _ => refuse(format!(
            "there is no record of the external id `{module}.{name}`, or the user may not see it"
        )),
    }
}
