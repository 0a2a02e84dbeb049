//! What is declared of a field.

mod build;
mod kind;

pub(crate) use kind::Kind;

use std::sync::Arc;

use serde_json::Value;

use crate::schema::label;

/// A name of a model or a field, shared by all that mention it.
pub(crate) type Name = Arc<str>;

/// A field of a model, declared by hand.
///
/// ```
/// use odoo_mock::{FieldDef, ModelDef, OnDelete, World};
/// use serde_json::json;
///
/// let world = World::new();
/// world.define(
///     ModelDef::new("library.book")
///         .field("name", FieldDef::char().required())
///         .field("isbn", FieldDef::char().size(13))
///         .field("author_id", FieldDef::many2one("res.partner").on_delete(OnDelete::Cascade))
///         .field("state", FieldDef::selection(["on_shelf", "lent"]).default("on_shelf"))
///         .unique(["isbn"]),
/// );
/// let book = world.create("library.book", json!({"name": "Emma", "isbn": "9780141439587"}));
/// assert_eq!(world.read("library.book", book)["state"], "on_shelf");
/// ```
#[expect(
    clippy::struct_excessive_bools,
    reason = "the attributes of a field are independent of one another"
)]
#[derive(Debug, Clone)]
pub struct FieldDef {
    /// Known once the field is a model's.
    pub(crate) name: Name,
    /// Where the value stands in a row.
    pub(crate) column: usize,
    /// Whether it is a field of a model that this one inherits from.
    pub(crate) inherited: bool,
    pub(crate) kind: Kind,
    pub(crate) label: Option<String>,
    pub(crate) required: bool,
    pub(crate) readonly: bool,
    pub(crate) store: bool,
    pub(crate) copy: bool,
    pub(crate) translate: bool,
    /// Whether a list has archived records as well: its own context says so (`active_test`).
    pub(crate) archived: bool,
    /// Whether it is written and never read.
    pub(crate) secret: bool,
    pub(crate) size: Option<usize>,
    pub(crate) digits: Option<(u32, u32)>,
    /// The field with the currency of a monetary one.
    pub(crate) currency: Option<Name>,
    /// The model that a relation leads to.
    pub(crate) relation: Option<Name>,
    /// The field of that model that leads back.
    pub(crate) inverse: Option<Name>,
    /// The table of links of a many2many, if it is named.
    pub(crate) table: Option<Name>,
    pub(crate) selection: Vec<(String, String)>,
    /// Whether keys that are not listed are taken.
    pub(crate) open: bool,
    pub(crate) on_delete: Option<OnDelete>,
    pub(crate) default: Option<Value>,
    pub(crate) compute: Option<Compute>,
    /// External ids of groups, of which a user must have one to see the field.
    pub(crate) groups: Vec<String>,
    /// Where the definitions of properties are: a many2one field, and a field of that model.
    pub(crate) definition: Option<(Name, Name)>,
    /// The field with the model of a `many2one_reference`.
    pub(crate) model_field: Option<Name>,
    /// The versions that have it.
    pub(crate) versions: (u16, u16),
}

/// Where the value of a field comes from that is not written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Compute {
    /// The value of a field at the end of a path; what is written goes there.
    Related(Vec<Name>),
    /// The record's name as it is displayed.
    DisplayName,
    /// The sum of a field of the lines of a list.
    Sum(Name, Name),
    /// The product of two fields.
    Product(Name, Name),
    /// The sum of two fields.
    Add(Name, Name),
    /// The first of the records that lead here by a field, as it is for a variant of a template.
    First(Name),
    /// The record at the top of the hierarchy that is not below a company: `commercial_partner_id`.
    Commercial,
}

/// What deleting a record does to those that link to it by a many2one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The link is emptied: the default of a field that is not required.
    SetNull,
    /// They are deleted as well.
    Cascade,
    /// It is refused: the default of a required field.
    Restrict,
}

impl FieldDef {
    pub(crate) fn of(kind: Kind) -> Self {
        FieldDef {
            name: "".into(),
            column: 0,
            inherited: false,
            kind,
            label: None,
            required: false,
            readonly: false,
            store: true,
            copy: kind != Kind::One2many,
            translate: false,
            archived: false,
            secret: false,
            size: None,
            digits: None,
            currency: None,
            relation: None,
            inverse: None,
            table: None,
            selection: Vec::new(),
            open: false,
            on_delete: None,
            default: None,
            compute: None,
            groups: Vec::new(),
            definition: None,
            model_field: None,
            versions: (0, u16::MAX),
        }
    }

    /// How people call it.
    pub(crate) fn title(&self) -> String {
        self.label.clone().unwrap_or_else(|| label(&self.name))
    }

    /// What happens to the link when its target is deleted.
    pub(crate) fn on_delete_or_default(&self) -> OnDelete {
        self.on_delete.unwrap_or(if self.required {
            OnDelete::Restrict
        } else {
            OnDelete::SetNull
        })
    }

    /// Whether it has a column.
    pub(crate) fn has_column(&self) -> bool {
        self.store && self.compute.is_none() && !self.kind.is_list()
    }

    pub(crate) fn comodel(&self) -> &str {
        self.relation.as_deref().unwrap_or_default()
    }

    pub(crate) fn path(&self) -> Option<&[Name]> {
        match &self.compute {
            Some(Compute::Related(path)) => Some(path),
            _ => None,
        }
    }
}
