use std::fmt;

use crate::{
    model::Model,
    relation::{Id, Many2many, One2many, replaced},
    value::{EncodeResult, Encoder, IntoValue, record_id},
    values::Values,
};

/// One change to the records of a [`One2many`](crate::One2many) or [`Many2many`](crate::Many2many) field.
///
/// It is part of the write that contains it, and of its transaction. Several commands run in order.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, name: String, child_ids: One2many<Partner> }
/// let company = Values::new().set(Partner::NAME, "Acme").set(
///     Partner::CHILD_IDS,
///     [
///         Command::Create(Values::new().set(Partner::NAME, "Jo")),
///         Command::Link(Id::new(7)),
///     ],
/// );
/// # let _ = company;
/// ```
#[must_use = "a command changes nothing until values that hold it are sent"]
#[non_exhaustive]
pub enum Command<M> {
    /// Creates a record and links it.
    Create(Values<M>),
    /// Writes to a record. The server does not check that it is linked.
    Update(Id<M>, Values<M>),
    /// Deletes a record. The server does not check that it is linked.
    Delete(Id<M>),
    /// Removes the link but keeps the record.
    ///
    /// A one2many line whose parent is required is deleted.
    Unlink(Id<M>),
    /// Links an existing record. A one2many line moves from its previous parent.
    Link(Id<M>),
    /// Removes all links, as [`Unlink`](Command::Unlink) does.
    Clear,
    /// Replaces all links by these.
    Set(Vec<Id<M>>),
}

impl<M: Model> Command<M> {
    /// Encodes the command: a list of three items on 14 to 19 (`odoo/fields.py`, `Command`).
    pub(crate) fn encode(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        let (number, id, values) = match self {
            Command::Create(values) => (0, 0, values),
            Command::Update(id, values) => (1, record_id(id.get())?, values),
            Command::Delete(id) => return encoder.json(&(2, record_id(id.get())?, 0)),
            Command::Unlink(id) => return encoder.json(&(3, record_id(id.get())?, 0)),
            Command::Link(id) => return encoder.json(&(4, record_id(id.get())?, 0)),
            Command::Clear => return encoder.json(&(5, 0, 0)),
            Command::Set(ids) => return encoder.json(&replaced(ids)?),
        };
        let values = values.into_object()?;
        encoder.raw(|json| {
            json.extend_from_slice(format!("[{number},{id},").as_bytes());
            values.write(json);
            json.push(b']');
            Ok(())
        })
    }

    fn encode_all(
        commands: impl IntoIterator<Item = Self>,
        encoder: &mut Encoder<'_>,
    ) -> EncodeResult {
        encoder.raw(|json| {
            json.push(b'[');
            for (at, command) in commands.into_iter().enumerate() {
                if at > 0 {
                    json.push(b',');
                }
                command.encode(&mut Encoder::to_json(json))?;
            }
            json.push(b']');
            Ok(())
        })
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoValue<One2many<M>> for Vec<Command<M>> {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        Command::encode_all(self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, const N: usize> IntoValue<One2many<M>> for [Command<M>; N] {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        Command::encode_all(self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoValue<Many2many<M>> for Vec<Command<M>> {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        Command::encode_all(self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model, const N: usize> IntoValue<Many2many<M>> for [Command<M>; N] {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        Command::encode_all(self, encoder)
    }
}

impl<M> Clone for Command<M> {
    fn clone(&self) -> Self {
        match self {
            Command::Create(values) => Command::Create(values.clone()),
            Command::Update(id, values) => Command::Update(*id, values.clone()),
            Command::Delete(id) => Command::Delete(*id),
            Command::Unlink(id) => Command::Unlink(*id),
            Command::Link(id) => Command::Link(*id),
            Command::Clear => Command::Clear,
            Command::Set(ids) => Command::Set(ids.clone()),
        }
    }
}

impl<M: Model> fmt::Debug for Command<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Create(values) => f.debug_tuple("Create").field(values).finish(),
            Command::Update(id, values) => f.debug_tuple("Update").field(id).field(values).finish(),
            Command::Delete(id) => f.debug_tuple("Delete").field(id).finish(),
            Command::Unlink(id) => f.debug_tuple("Unlink").field(id).finish(),
            Command::Link(id) => f.debug_tuple("Link").field(id).finish(),
            Command::Clear => f.write_str("Clear"),
            Command::Set(ids) => f.debug_tuple("Set").field(ids).finish(),
        }
    }
}
