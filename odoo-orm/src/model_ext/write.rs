mod many;

pub(super) use many::write_many;
use odoo_rpc::{BoxFuture, Call, Client, Error};

use crate::{
    lower::json_for_server,
    model::{Model, meta},
    relation::{Id, IntoIds, numbers},
    response,
    values::Values,
};

/// Writes the same values to records. Without ids, no request is sent.
pub(super) fn write<M: Model>(
    client: &Client,
    ids: impl IntoIds<M>,
    values: Values<M>,
) -> BoxFuture<'static, Result<(), Error>> {
    let (client, ids, values) = (client.clone(), numbers(ids), values.into_object());
    Box::pin(async move {
        let (ids, values) = (ids?, values?);
        if ids.is_empty() {
            return Ok(());
        }
        let values = json_for_server(&client, meta::<M>(), values.to_json()).await?;
        let call = Call::write(meta::<M>().name(), "write")
            .on(ids)
            .arg_json("vals", values, false);
        response::ignored(&client.call(call).await?)
    })
}

/// Creates a copy of a record, and returns its id.
pub(super) fn copy<M: Model>(
    client: &Client,
    id: Id<M>,
    values: Values<M>,
) -> BoxFuture<'static, Result<Id<M>, Error>> {
    let (client, ids, values) = (client.clone(), numbers(id), values.into_object());
    Box::pin(async move {
        let (ids, values) = (ids?, values?);
        let values = json_for_server(&client, meta::<M>(), values.to_json()).await?;
        let call = Call::write(meta::<M>().name(), "copy")
            .on(ids)
            .arg_json("default", values, false);
        response::one_id(&client.call(call).await?)
    })
}

/// Calls a method that takes records and returns nothing. Without ids, no request is sent.
pub(super) fn act<M: Model>(
    client: &Client,
    method: &'static str,
    ids: impl IntoIds<M>,
) -> BoxFuture<'static, Result<(), Error>> {
    let (client, ids) = (client.clone(), numbers(ids));
    Box::pin(async move {
        let ids = ids?;
        if ids.is_empty() {
            return Ok(());
        }
        let call = Call::write(meta::<M>().name(), method).on(ids);
        response::ignored(&client.call(call).await?)
    })
}
