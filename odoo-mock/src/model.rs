//! What is declared of a model.

use crate::field::{FieldDef, Name};

/// A model, declared by hand: see [`FieldDef`] for an example.
#[derive(Debug, Clone)]
pub struct ModelDef {
    pub(crate) name: Name,
    pub(crate) label: Option<String>,
    pub(crate) order: Option<String>,
    pub(crate) rec_name: Option<Name>,
    /// The fields that `name_search` looks at.
    pub(crate) names: Vec<Name>,
    /// How records are displayed: a text with fields in braces.
    pub(crate) display: Option<String>,
    pub(crate) parent: Option<Name>,
    pub(crate) fields: Vec<(Name, FieldDef)>,
    /// Models whose fields it has, with the many2one fields that lead to them.
    pub(crate) inherits: Vec<(Name, Name)>,
    pub(crate) uniques: Vec<Unique>,
    /// Whether record rules are there in Odoo, so that writing to a missing record is an error.
    pub(crate) ruled: bool,
    /// What plain users may do: some of `r`, `w`, `c`, `u`. Administrators may do all.
    pub(crate) rights: String,
}

/// Values that no two records may share.
#[derive(Debug, Clone)]
pub(crate) struct Unique(pub(crate) Vec<Name>);

impl ModelDef {
    /// A model of this name, with the fields that every model has.
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

    /// The names of its own fields.
    #[cfg(feature = "orm")]
    pub(crate) fn names_of_fields(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }

    /// Adds a field. One of the name that is there already takes its place.
    #[must_use]
    pub fn field(mut self, name: &str, field: FieldDef) -> Self {
        match self.fields.iter_mut().find(|(known, _)| &**known == name) {
            Some(same) => same.1 = field,
            None => self.fields.push((name.into(), field)),
        }
        self
    }

    /// The order of searches that name none, such as `name, id desc`. Without it: by id.
    #[must_use]
    pub fn order(self, order: &str) -> Self {
        ModelDef {
            order: Some(order.to_owned()),
            ..self
        }
    }

    /// The field that names a record. Without it: `name`, or `x_name`.
    #[must_use]
    pub fn rec_name(self, field: &str) -> Self {
        ModelDef {
            rec_name: Some(field.into()),
            ..self
        }
    }

    /// How records are displayed: a text with names of fields in braces, such as `{name} ({code})`.
    #[must_use]
    pub fn display(self, text: &str) -> Self {
        ModelDef {
            display: Some(text.to_owned()),
            ..self
        }
    }

    /// No two records may have the same values in all of these fields.
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

    /// Writing to a record that does not exist, or deleting it, is an error, as it is for models with record rules. Else it is done in silence.
    #[must_use]
    pub fn ruled(self) -> Self {
        ModelDef {
            ruled: true,
            ..self
        }
    }
}
