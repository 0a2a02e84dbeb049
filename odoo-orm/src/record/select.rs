use odoo_rpc::{ConfigError, Context, ServerVersion};

use super::{Branch, NestedQuery, Record, Specifications, Write};
use crate::{
    field::{Field, OwnField},
    model::{Fetch, FieldMeta, ModelMeta, meta},
    value::FieldType,
};

/// The fields that a read requests, in the order in which they are decoded.
#[derive(Debug, Default)]
pub struct Select {
    fields: Vec<Asked>,
    branches: Vec<Branch>,
    /// Whether a field needs the name of its linked record.
    names: bool,
    /// Whether a field needs only the id of its linked record.
    ids: bool,
    sizes: bool,
    /// How a request can write the fields, if only that is collected.
    writes: Option<Vec<Write>>,
    /// The model, if the server's version decides on the names of some of the fields.
    versioned: Option<&'static ModelMeta>,
    /// The names that differ on the server's version.
    renamed: Names,
}

/// The server's names of fields, where versions differ, by the fields' own names.
///
/// A field that the server does not have has none.
pub(crate) type Names = Vec<(&'static str, Option<&'static str>)>;

/// A requested field.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) name: &'static str,
    /// Whether the name of the linked record is needed.
    pub(super) is_named: bool,
    /// Whether the field is read only once.
    is_single: bool,
}

impl Select {
    /// Adds every field of a model's struct.
    #[doc(hidden)]
    pub fn model(&mut self, meta: &'static ModelMeta) {
        self.fields.reserve(meta.fields().len());
        for field in meta.fields() {
            self.push(field.name(), field.fetch(), field.types());
        }
        if let Some(writes) = &mut self.writes {
            writes.extend(meta.fields().iter().map(Write::of_field));
        }
    }

    /// Adds a field of a model, decoded as a `V`.
    #[doc(hidden)]
    pub fn add<V: FieldType, M, T: FieldType, P: OwnField>(&mut self, field: Field<M, T, P>) {
        if let Some(writes) = &mut self.writes {
            writes.push(Write::of::<T>(field.place.own(), P::WRITABLE));
        }
        self.push(field.place.own(), V::FETCH, V::TYPES);
    }

    /// Adds a nested relation of a model.
    #[doc(hidden)]
    pub fn nested<V, N>(&mut self, nesting: NestedQuery<V, N>) {
        let branch = nesting.into_branch();
        if let Some(writes) = &mut self.writes {
            writes.push(branch.write);
        }
        self.push(branch.field, Fetch::Id, &[]);
        self.branches.push(branch);
    }

    /// Adds a field that is read beside the record's own.
    pub(crate) fn also(&mut self, name: &'static str) {
        self.push(name, Fetch::Value, &[]);
    }

    fn push(&mut self, name: &'static str, fetch: Fetch, types: &[&str]) {
        let mut is_named = false;
        match fetch {
            Fetch::Nothing => return,
            Fetch::Id => self.ids |= name != "id",
            Fetch::Size => self.sizes = true,
            Fetch::Value => is_named = types.contains(&"many2one"),
        }
        self.names |= is_named;
        if let Some(same) = self.fields.iter_mut().find(|field| field.name == name) {
            same.is_named |= is_named;
            same.is_single = false;
            return;
        }
        self.fields.push(Asked {
            name,
            is_named,
            is_single: true,
        });
    }

    /// For the fields that a request may write.
    pub(super) fn of_writes() -> Self {
        Select {
            writes: Some(Vec::new()),
            ..Select::default()
        }
    }

    pub(super) fn into_writes(self) -> Vec<Write> {
        self.writes.unwrap_or_default()
    }

    pub(crate) fn of<R: Record>() -> Self {
        let mut select = Select::default();
        R::__select(&mut select);
        if select.fields.is_empty() {
            // The server interprets an empty list as all fields.
            select.push("id", Fetch::Id, &[]);
        }
        let model = meta::<R::Model>();
        if model.is_versioned() {
            let mut fields = select.fields.iter();
            let differs = |asked: &Asked| {
                let field = model.field(asked.name);
                field.is_some_and(FieldMeta::is_versioned)
            };
            select.versioned = fields.any(differs).then_some(model);
        }
        select
    }

    /// Tells whether its fields, or those of nested records, depend on the server's version.
    pub(crate) fn is_versioned(&self) -> bool {
        self.versioned.is_some() || self.branches.iter().any(Branch::is_versioned)
    }

    /// Takes the names of a version, without the fields that it does not have.
    ///
    /// # Errors
    ///
    /// If a nested list is sorted by a field that the version does not have.
    pub(crate) fn set_version(&mut self, version: &ServerVersion) -> Result<(), ConfigError> {
        for branch in &mut self.branches {
            branch.set_version(version)?;
        }
        let Some(model) = self.versioned else {
            return Ok(());
        };
        let mut names = Names::new();
        let mut set_name = |name: &mut &'static str| {
            let field = model.field(name).filter(|field| field.is_versioned());
            let Some(field) = field else { return true };
            let on_server = field.name_on(version);
            names.push((*name, on_server));
            *name = on_server.unwrap_or(*name);
            on_server.is_some()
        };
        self.fields.retain_mut(|field| set_name(&mut field.name));
        self.branches
            .retain_mut(|branch| set_name(&mut branch.field));
        self.renamed = names;
        if self.fields.is_empty() {
            self.push("id", Fetch::Id, &[]);
        }
        Ok(())
    }

    /// Returns the names that differ on the server's version.
    pub(crate) fn names(&self) -> &Names {
        &self.renamed
    }

    /// Tells whether the server can omit the names of linked records.
    ///
    /// Without specifications, the names are also the source of nested records with only a name.
    pub(crate) fn is_without_names(&self, has_specifications: bool) -> bool {
        let are_taken = !has_specifications && self.branches.iter().any(Branch::is_a_name);
        self.ids && !self.names && !are_taken
    }

    /// Tells whether only a record's id and name are read.
    pub(super) fn is_a_name(&self) -> bool {
        let is_of_it = |field: &Asked| matches!(field.name, "id" | "display_name");
        let has_name = self.fields.iter().any(|field| field.name == "display_name");
        has_name && self.fields.iter().all(is_of_it)
    }

    /// Tells whether sizes are read in place of binary data.
    pub(crate) fn has_sizes(&self) -> bool {
        self.sizes
    }

    /// Returns the context that the fields need.
    pub(crate) fn context(&self) -> Context {
        if self.sizes {
            Context::new().set("bin_size", true)
        } else {
            Context::new()
        }
    }

    /// Returns the names of the fields.
    pub(crate) fn field_names(&self) -> Vec<&'static str> {
        self.fields.iter().map(|field| field.name).collect()
    }

    /// Returns the nested relations.
    pub(crate) fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// Returns the fields without duplicates.
    pub(super) fn fields(&self) -> &[Asked] {
        &self.fields
    }

    /// Tells whether a specification can express a nested relation completely.
    ///
    /// The relation must have no condition. It must have no order, or the server must sort all
    /// records. The field must not be read in another way as well, except as a name.
    pub(crate) fn is_specified(&self, branch: &Branch, specifications: Specifications) -> bool {
        let is_it = |field: &&Asked| field.name == branch.field;
        let is_single = || {
            self.fields
                .iter()
                .find(is_it)
                .is_some_and(|field| field.is_single)
        };
        branch.condition.is_none()
            && (branch.order.is_none() || specifications.sort_archived)
            && (branch.is_a_name() || is_single())
    }
}
