//! What a Rust type says of an Odoo model, and the methods of models.

mod access;
mod batches;
mod create;
mod defaults;
mod exists;
mod external_id;
mod field_info;
mod metadata;
mod methods;
mod names;
mod upsert;

pub use access::Operation;
pub use batches::{Batch, BatchError, Batches};
pub use create::CreateMany;
pub use field_info::FieldInfo;
pub use metadata::{Metadata, UserRef};
pub use methods::Model;
pub use names::NameSearch;
pub use upsert::Upserted;

use std::fmt;

use crate::{
    record::{Accept, Write},
    value::{Fetch, FieldType},
};

/// What the derive knows of `M`.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, email: Option<String> }
/// let meta = odoo_orm::meta::<Partner>();
/// assert_eq!(meta.name(), "res.partner");
/// let email = &meta.fields()[1];
/// assert_eq!((email.name(), email.is_nullable(), email.is_read_only()), ("email", true, false));
/// assert!(email.types().contains(&"char"));
/// ```
pub fn meta<M: Model>() -> &'static ModelMeta {
    M::__meta()
}

/// A model's name and the fields that its struct declares.
#[derive(Debug)]
pub struct ModelMeta {
    name: &'static str,
    fields: &'static [FieldMeta],
}

impl ModelMeta {
    #[doc(hidden)]
    pub const fn new(name: &'static str, fields: &'static [FieldMeta]) -> Self {
        ModelMeta { name, fields }
    }

    /// The server's name for the model, such as `res.partner`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The field of this name, as the server has it.
    pub fn field(&self, name: &str) -> Option<&'static FieldMeta> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields, in the order of the struct.
    pub fn fields(&self) -> &'static [FieldMeta] {
        self.fields
    }
}

/// What a struct declares of one field.
pub struct FieldMeta {
    name: &'static str,
    types: &'static [&'static str],
    nullable: bool,
    relation: Option<RelationMeta>,
    fetch: Fetch,
    keys: Option<Keys>,
    read_only: bool,
    accept: Accept,
}

/// The keys of a selection, which are asked for when they are needed.
type Keys = fn() -> &'static [&'static str];

/// Where a relation leads, and to how many records.
#[derive(Clone, Copy)]
pub struct RelationMeta {
    target: fn() -> &'static ModelMeta,
    kind: RelationKind,
}

/// How many records a relation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// At most one: a many2one field.
    Many2one,
    /// Those that link back by a field of their own: a one2many field.
    One2many,
    /// Those that a table in between links: a many2many field.
    Many2many,
}

impl fmt::Debug for RelationMeta {
    /// Names the other model only: its metadata may lead back to this one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelationMeta")
            .field("target", &self.target().name())
            .field("arity", &self.kind)
            .finish()
    }
}

impl RelationMeta {
    /// A relation to records of `M`.
    pub const fn to<M: Model>(kind: RelationKind) -> Self {
        RelationMeta {
            target: M::__meta,
            kind,
        }
    }

    /// The model that it leads to.
    pub fn target(self) -> &'static ModelMeta {
        (self.target)()
    }

    /// To how many of its records.
    pub const fn kind(self) -> RelationKind {
        self.kind
    }
}

impl fmt::Debug for FieldMeta {
    /// Shows the keys themselves, not the function that returns them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldMeta")
            .field("name", &self.name)
            .field("types", &self.types)
            .field("nullable", &self.nullable)
            .field("relation", &self.relation)
            .field("fetch", &self.fetch)
            .field("keys", &self.keys())
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

impl FieldMeta {
    #[doc(hidden)]
    pub const fn new<T: FieldType>(name: &'static str) -> Self {
        FieldMeta {
            name,
            types: T::TYPES,
            nullable: T::NULLABLE,
            relation: T::RELATION,
            fetch: T::FETCH,
            keys: T::KEYS,
            read_only: false,
            accept: T::accept,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn read_only(self) -> Self {
        FieldMeta {
            read_only: true,
            ..self
        }
    }

    /// What a request may write of it.
    pub(crate) fn write(&self) -> Write {
        Write {
            name: self.name,
            is_writable: !self.read_only,
            is_nullable: self.nullable,
            accept: self.accept,
            nested: None,
        }
    }

    /// The server's name for the field.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The types of Odoo fields that the Rust type can read, as `fields_get` names them.
    pub fn types(&self) -> &'static [&'static str] {
        self.types
    }

    /// Whether the Rust type is an `Option`.
    pub fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Where it leads, if it is a relation.
    pub fn relation(&self) -> Option<RelationMeta> {
        self.relation
    }

    /// What reads ask the server for.
    pub fn fetch(&self) -> Fetch {
        self.fetch
    }

    /// The keys of a selection whose enum names all that there are; none for one that takes others as well, and for every other type.
    pub fn keys(&self) -> Option<&'static [&'static str]> {
        self.keys.map(|keys| keys())
    }

    /// Whether only the server writes the field.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[derive(OdooModel)]
    #[odoo(model = "res.partner", crate = crate)]
    #[expect(dead_code, reason = "only the metadata is looked at")]
    struct Partner {
        id: Id<Partner>,
        child_ids: One2many<Partner>,
    }

    #[test]
    fn debug_of_metadata_names_models_and_prints_no_address() {
        let text = format!("{:?}", crate::meta::<Partner>());
        assert!(
            text.contains("RelationMeta { target: \"res.partner\", arity: "),
            "{text}"
        );
        assert!(!text.contains("0x"), "{text}");
    }
}
