//! Declarations of fields.

mod build;
mod kind;

pub(crate) use kind::Kind;

use std::sync::Arc;

use serde_json::Value;

use super::label;

/// The name of a model or a field, shared by all its users.
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
    reason = "the attributes of a field are independent"
)]
#[derive(Debug, Clone)]
pub struct FieldDef {
    /// Set when the field is added to a model.
    pub(crate) name: Name,
    /// The index of the value in a row.
    pub(crate) column: usize,
    /// Whether the field comes from a model that this one inherits from.
    pub(crate) inherited: bool,
    pub(crate) kind: Kind,
    pub(crate) label: Option<String>,
    pub(crate) required: bool,
    pub(crate) readonly: bool,
    pub(crate) store: bool,
    pub(crate) copy: bool,
    pub(crate) translate: bool,
    /// Whether a list includes archived records, because its own context says so (`active_test`).
    pub(crate) archived: bool,
    /// Whether the field can be written but not read.
    pub(crate) secret: bool,
    pub(crate) size: Option<usize>,
    pub(crate) digits: Option<(u32, u32)>,
    /// The field with the currency of a monetary field.
    pub(crate) currency: Option<Name>,
    /// The model of the records that a relation links to.
    pub(crate) relation: Option<Name>,
    /// The inverse field in that model.
    pub(crate) inverse: Option<Name>,
    /// The relation table of a many2many field, if it is named.
    pub(crate) table: Option<Name>,
    pub(crate) selection: Vec<(String, String)>,
    /// Whether keys that are not listed are accepted.
    pub(crate) open: bool,
    pub(crate) on_delete: Option<OnDelete>,
    pub(crate) default: Option<Value>,
    pub(crate) compute: Option<Compute>,
    /// External ids of groups. Only members of one of them see the field.
    pub(crate) groups: Vec<String>,
    /// Where the definitions of properties are: a many2one field, and a field of its model.
    pub(crate) definition: Option<(Name, Name)>,
    /// The field with the model of a `many2one_reference`.
    pub(crate) model_field: Option<Name>,
    /// The versions that have the field.
    pub(crate) versions: (u16, u16),
}

/// How the value of a computed field is computed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Compute {
    /// The value of a field at the end of a path.
    ///
    /// Writing to it writes there.
    Related(Vec<Name>),
    /// The record's display name.
    DisplayName,
    /// The sum of a field over the lines of a list.
    Sum(Name, Name),
    /// The product of two fields.
    Product(Name, Name),
    /// The sum of two fields.
    Add(Name, Name),
    /// The first record that links here by this field.
    ///
    /// An example is the variant of a template.
    First(Name),
    /// The topmost record of the hierarchy that is not below a company: `commercial_partner_id`.
    Commercial,
}

/// What happens to the records with a many2one link when its target is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The link is unset: the default of a field that is not required.
    SetNull,
    /// The records are deleted too.
    Cascade,
    /// The deletion is refused: the default of a required field.
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

    /// The label.
    pub(crate) fn title(&self) -> String {
        self.label.clone().unwrap_or_else(|| label(&self.name))
    }

    /// What happens when the target is deleted.
    pub(crate) fn on_delete_or_default(&self) -> OnDelete {
        self.on_delete.unwrap_or(if self.required {
            OnDelete::Restrict
        } else {
            OnDelete::SetNull
        })
    }

    /// Whether the field has a column.
    pub(crate) fn has_column(&self) -> bool {
        self.store && self.compute.is_none() && !self.kind.is_list()
    }

    /// Whether it is a list without a field that links back, which is always empty.
    pub(crate) fn is_unlinked(&self) -> bool {
        self.kind == Kind::One2many && !self.store && self.inverse.is_none()
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
