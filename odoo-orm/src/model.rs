//! Models and what is known of them without a server: names, fields, relations.

mod field_info;
mod versions;

pub use field_info::FieldInfo;
pub(crate) use versions::Versions;

use std::fmt;

use crate::encoder::{EncodeResult, Encoder};

/// A Rust type that represents an Odoo model.
///
/// Implement it by deriving [`OdooModel`](derive@crate::OdooModel). It has only metadata: [`meta`] returns it. [`ModelExt`](crate::ModelExt) has the
/// methods that send requests.
///
/// The trait has no upper-case items: one would shadow a missing field constant of the same name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Odoo model",
    label = "no `#[derive(OdooModel)]`",
    note = "derive it and name the model: `#[derive(OdooModel)]` and `#[odoo(model = \"...\")]`"
)]
pub trait Model: Sized + Send + 'static {
    /// The server's name for the model, for constants.
    #[doc(hidden)]
    const __NAME: &'static str;

    #[doc(hidden)]
    fn __meta() -> &'static ModelMeta;
}

/// Returns what the derive recorded about `M`.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, email: Option<String> }
/// let meta = odoo_orm::schema::meta::<Partner>();
/// assert_eq!(meta.name(), "res.partner");
/// let email = &meta.fields()[1];
/// assert_eq!((email.name(), email.is_nullable(), email.is_read_only()), ("email", true, false));
/// assert!(email.types().contains(&"char"));
/// ```
pub fn meta<M: Model>() -> &'static ModelMeta {
    M::__meta()
}

/// The name of a model and the fields that its struct declares.
#[derive(Debug)]
pub struct ModelMeta {
    name: &'static str,
    fields: &'static [FieldMeta],
    is_versioned: bool,
    lists: versions::Lists,
}

impl ModelMeta {
    #[doc(hidden)]
    pub const fn new(name: &'static str, fields: &'static [FieldMeta]) -> Self {
        ModelMeta {
            name,
            fields,
            is_versioned: false,
            lists: versions::Lists::new(),
        }
    }

    /// Returns the name of the model on the server, such as `res.partner`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the field with this [name](FieldMeta::name).
    pub fn field(&self, name: &str) -> Option<&'static FieldMeta> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the fields, in the order of the struct.
    pub fn fields(&self) -> &'static [FieldMeta] {
        self.fields
    }
}

/// What a struct declares about one field.
pub struct FieldMeta {
    pub(crate) name: &'static str,
    pub(crate) types: &'static [&'static str],
    pub(crate) nullable: bool,
    pub(crate) relation: Option<RelationMeta>,
    pub(crate) fetch: Fetch,
    pub(crate) keys: Option<&'static [&'static str]>,
    pub(crate) takes_other_keys: bool,
    pub(crate) read_only: bool,
    pub(crate) versions: Versions,
    pub(crate) accept: Accept,
}

/// Reads the JSON of a request as the value that is written.
pub(crate) type Accept = fn(&str, &mut Encoder<'_>) -> EncodeResult;

/// What a read requests from the server for a field type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fetch {
    /// The value.
    Value,
    /// The id of a linked record without its name.
    ///
    /// If no field of the read needs names, the server does not look them up.
    Id,
    /// The size of binary data: `bin_size` in the context.
    ///
    /// It applies to all such fields of the read.
    Size,
    /// Nothing: reads skip the field.
    Nothing,
}

impl fmt::Debug for FieldMeta {
    /// Shows no functions, which would print as addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldMeta")
            .field("name", &self.name)
            .field("types", &self.types)
            .field("nullable", &self.nullable)
            .field("relation", &self.relation)
            .field("fetch", &self.fetch)
            .field("keys", &self.keys)
            .field("takes_other_keys", &self.takes_other_keys)
            .field("read_only", &self.read_only)
            .field("versions", &self.versions)
            .finish_non_exhaustive()
    }
}

/// The target model of a relation, and how many records it links to.
#[derive(Clone, Copy)]
pub struct RelationMeta {
    target: fn() -> &'static ModelMeta,
    /// The target's name, for constants, which can call no such function.
    name: &'static str,
    kind: RelationKind,
}

/// The kind of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// Links to at most one record: a many2one field.
    Many2one,
    /// Links to the records that point back with a many2one field: a one2many field.
    One2many,
    /// Links to records through a relation table: a many2many field.
    Many2many,
}

impl fmt::Debug for RelationMeta {
    /// Shows only the name of the target, whose metadata may refer back to this model.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelationMeta")
            .field("target", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl RelationMeta {
    /// Returns a relation to records of `M`.
    pub const fn to<M: Model>(kind: RelationKind) -> Self {
        RelationMeta {
            target: M::__meta,
            name: M::__NAME,
            kind,
        }
    }

    /// Returns the target model.
    pub fn target(self) -> &'static ModelMeta {
        (self.target)()
    }

    /// Returns the target's name, also in constants, which cannot call [`target`](Self::target).
    pub(crate) const fn name(self) -> &'static str {
        self.name
    }

    /// Returns the kind of the relation.
    pub const fn kind(self) -> RelationKind {
        self.kind
    }
}

impl FieldMeta {
    #[doc(hidden)]
    #[must_use]
    pub const fn read_only(self) -> Self {
        FieldMeta {
            read_only: true,
            ..self
        }
    }

    /// Returns the name of the field on the server.
    ///
    /// A field with `renamed` has other names on older versions: see [`name_on`](Self::name_on). Of several fields with one name, each on
    /// other versions, all but one have the name of the struct's field here.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the Odoo field types that the Rust type can read, as `fields_get` names them.
    pub fn types(&self) -> &'static [&'static str] {
        self.types
    }

    /// Tells whether the Rust type is an `Option`.
    pub fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Returns the target, if the field is a relation.
    pub fn relation(&self) -> Option<RelationMeta> {
        self.relation
    }

    /// Returns what a read requests for this field.
    pub fn fetch(&self) -> Fetch {
        self.fetch
    }

    /// Returns the keys of a selection whose enum is exhaustive.
    ///
    /// Returns `None` for an enum that accepts other keys, and for every other type.
    pub fn keys(&self) -> Option<&'static [&'static str]> {
        self.keys.filter(|_| !self.takes_other_keys)
    }

    /// The keys that an enum names, whether or not it takes others as well.
    pub(crate) fn named_keys(&self) -> Option<&'static [&'static str]> {
        self.keys
    }

    /// Tells whether the field is declared `#[odoo(readonly)]`, so that only the server writes it.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[derive(OdooModel)]
    #[odoo(model = "res.partner", crate = crate)]
    #[expect(dead_code, reason = "the test reads only the metadata")]
    struct Partner {
        id: Id<Partner>,
        child_ids: One2many<Partner>,
    }

    #[test]
    fn debug_of_metadata_names_models_and_prints_no_address() {
        let text = format!("{:?}", crate::schema::meta::<Partner>());
        assert!(
            text.contains("RelationMeta { target: \"res.partner\", kind: "),
            "{text}"
        );
        assert!(!text.contains("0x"), "{text}");
    }
}
