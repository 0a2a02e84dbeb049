//! Display names of records, and records created from a name.

use odoo_rpc::{Call, Client, ConfigError, Error};

use crate::{
    model::{Model, meta},
    relation::{Id, Many2one},
    response,
    value::operand,
};

/// Returns the display names of records, through the field that every version has.
pub(super) async fn display<M: Model>(
    client: &Client,
    ids: Vec<i64>,
) -> Result<Vec<Many2one<M>>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let call = Call::read(meta::<M>().name(), "read")
        .on(ids)
        .arg("fields", vec!["display_name"]);
    response::rows(&client.call(call).await?, meta::<M>().name(), |row| {
        let id: i64 = row.get("id")?;
        let name: Option<String> = row.get("display_name")?;
        Ok(Many2one {
            id: Id::new(id),
            name: name.unwrap_or_default(),
        })
    })
}

pub(super) async fn create<M: Model>(client: &Client, name: String) -> Result<Many2one<M>, Error> {
    let model = meta::<M>().name();
    let name = operand(|encoder| encoder.text(name))?;
    let call = Call::write(model, "name_create").arg("name", name);
    let created: Option<Many2one<M>> = response::value(&client.call(call).await?)?;
    // `odoo/models.py`, `name_create`: without a name field, it only logs a message.
    created.ok_or_else(|| {
        let sentence = format!(
            "`{model}` has no name field, so `name_create` cannot create a record: use `create`"
        );
        ConfigError::new(sentence).into()
    })
}
