use odoo_rpc::{BoxFuture, Call, Client, Error};

use crate::{
    model::{Model, meta},
    relation::{IntoIds, numbers},
    response,
    value::EncodeResult,
};

/// Calls a method that changes records and returns nothing. Without ids, no request is sent.
pub(super) fn act<M: Model>(
    client: &Client,
    method: &'static str,
    ids: impl IntoIds<M>,
    values: Option<EncodeResult>,
) -> BoxFuture<'static, Result<(), Error>> {
    let (client, ids) = (client.clone(), numbers(ids));
    Box::pin(async move {
        let (ids, values) = (ids?, values.transpose()?);
        if ids.is_empty() {
            return Ok(());
        }
        let call = Call::write(meta::<M>().name(), method).on(ids);
        let call = match values {
            Some(values) => call.arg("vals", values),
            None => call,
        };
        response::ignored(&client.call(call).await?)
    })
}
