//! Access rights of the user.

use odoo_rpc::{Call, Client, Error, Fault, Operation};

use crate::{response, version};

pub(super) async fn has_access(
    client: &Client,
    model: &'static str,
    ids: Vec<i64>,
    operation: Operation,
) -> Result<bool, Error> {
    let operation = operation.as_str();
    if version::HAS_ACCESS.holds_on(client.server_version().await?) {
        let call = Call::read(model, "has_access")
            .on(ids)
            .arg("operation", operation);
        return client.call(call).await?.decode();
    }
    // Up to 17, access rights on the model and record rules are checked by separate methods (`odoo/models.py`).
    let rights = Call::read(model, "check_access_rights")
        .arg("operation", operation)
        .arg("raise_exception", false);
    if !client.call(rights).await?.decode()? {
        return Ok(false);
    }
    if ids.is_empty() {
        return Ok(true);
    }
    let rules = Call::read(model, "check_access_rule")
        .on(ids)
        .arg("operation", operation);
    match client.call(rules).await {
        Ok(answer) => response::ignored(&answer).map(|()| true),
        Err(error) if error.fault().is_some_and(Fault::is_access) => Ok(false),
        Err(error) => Err(error),
    }
}
