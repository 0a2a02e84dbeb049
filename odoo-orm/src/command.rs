use std::fmt;

use serde_json::json;

use crate::{
    model::Model,
    relation::{Id, linked_numbers},
    value::{EncodeResult, record_id},
    values::Values,
};

/// One change to the records of a [`One2many`](crate::One2many) or [`Many2many`](crate::Many2many) field, made in the
/// same transaction as the write that carries it. Several run in their order.
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
    /// Writes to a record. The server does not check that it is linked here.
    Update(Id<M>, Values<M>),
    /// Deletes a record. The server does not check that it is linked here.
    Delete(Id<M>),
    /// Removes the link to a record, and keeps it; a line of a one2many field that must belong somewhere is deleted.
    Unlink(Id<M>),
    /// Links a record that exists; a line of a one2many field leaves where it was.
    Link(Id<M>),
    /// Removes all links, as [`Unlink`](Command::Unlink) does.
    Clear,
    /// Makes these the only links.
    Set(Vec<Id<M>>),
}

impl<M: Model> Command<M> {
    /// The command as Odoo writes it, `odoo/fields.py`, `Command`: three items, 14 to 19.
    pub(crate) fn into_json(self) -> EncodeResult {
        Ok(match self {
            Command::Create(values) => json!([0, 0, values.into_json()?]),
            Command::Update(id, values) => json!([1, record_id(id.get())?, values.into_json()?]),
            Command::Delete(id) => json!([2, record_id(id.get())?, 0]),
            Command::Unlink(id) => json!([3, record_id(id.get())?, 0]),
            Command::Link(id) => json!([4, record_id(id.get())?, 0]),
            Command::Clear => json!([5, 0, 0]),
            Command::Set(ids) => json!([6, 0, linked_numbers(ids)?]),
        })
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
