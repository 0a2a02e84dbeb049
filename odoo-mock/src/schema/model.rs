//! Declarations of models.

use super::{FieldDef, Name};

/// A model, declared by hand: see [`FieldDef`] for an example.
#[derive(Debug, Clone)]
pub struct ModelDef {
    pub(crate) name: Name,
    pub(crate) label: Option<String>,
    pub(crate) order: Option<String>,
    pub(crate) rec_name: Option<Name>,
    /// The fields that `name_search` searches.
    pub(crate) names: Vec<Name>,
    /// The display name: a text with fields in braces.
    pub(crate) display: Option<String>,
    pub(crate) parent: Option<Name>,
    pub(crate) fields: Vec<(Name, FieldDef)>,
    /// Models that this one inherits fields from, with the many2one fields that link to them.
    pub(crate) inherits: Vec<(Name, Name)>,
    pub(crate) uniques: Vec<Unique>,
    /// Whether Odoo has record rules for the model.
    ///
    /// If it has, a write to a missing record is an error.
    pub(crate) ruled: bool,
    /// The access rights of plain users, out of `r`, `w`, `c`, `u`. Administrators have all.
    pub(crate) rights: String,
}

/// Fields whose values must be unique together.
#[derive(Debug, Clone)]
pub(crate) struct Unique(pub(crate) Vec<Name>);

impl ModelDef {
    /// Creates a model of this name, with the fields that every model has.
    pub fn new(name: &str) -> Self {
        ModelDef {
            name: name.into(),
            label: None,
            order: None,
            rec_name: None,
            names: Vec::new(),
            display: None,
            parent: None,
            fields: Vec::new(),
            inherits: Vec::new(),
            uniques: Vec::new(),
            ruled: false,
            rights: "rwcu".to_owned(),
        }
    }

    /// The names of the declared fields.
    pub(crate) fn names_of_fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }

    /// Adds a field, replacing an existing field of the same name.
    #[must_use]
    pub fn field(mut self, name: &str, field: FieldDef) -> Self {
        match self.fields.iter_mut().find(|(known, _)| &**known == name) {
            Some(same) => same.1 = field,
            None => self.fields.push((name.into(), field)),
        }
        self
    }

    /// Sets the default order of searches, such as `name, id desc`. Without it: by id.
    #[must_use]
    pub fn order(self, order: &str) -> Self {
        ModelDef {
            order: Some(order.to_owned()),
            ..self
        }
    }

    /// Sets the field that names a record. Without it: `name`, or `x_name`.
    #[must_use]
    pub fn rec_name(self, field: &str) -> Self {
        ModelDef {
            rec_name: Some(field.into()),
            ..self
        }
    }

    /// Sets the display name: a text with fields in braces, such as `{name} ({code})`.
    #[must_use]
    pub fn display(self, text: &str) -> Self {
        ModelDef {
            display: Some(text.to_owned()),
            ..self
        }
    }

    /// Adds a unique constraint on these fields together.
    #[must_use]
    pub fn unique(mut self, fields: impl IntoIterator<Item: AsRef<str>>) -> Self {
        self.uniques.push(Unique(
            fields
                .into_iter()
                .map(|name| name.as_ref().into())
                .collect(),
        ));
        self
    }

    /// Makes writing to or deleting a missing record an error.
    ///
    /// Odoo does so for models with record rules. Without it, such calls do nothing and succeed.
    #[must_use]
    pub fn ruled(self) -> Self {
        ModelDef {
            ruled: true,
            ..self
        }
    }
}
