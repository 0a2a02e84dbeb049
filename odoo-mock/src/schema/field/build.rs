use serde_json::Value;

use super::{Compute, FieldDef, Kind, OnDelete};
use crate::schema::label;

/// Constructors without arguments.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $kind:ident;)*) => {
        $($(#[$doc])*
        pub fn $name() -> Self {
            Self::of(Kind::$kind)
        })*
    };
}

impl FieldDef {
    kinds! {
        /// A single line of text.
        char = Char;
        /// Multi-line text.
        text = Text;
        /// HTML.
        html = Html;
        /// A 32-bit integer.
        integer = Integer;
        /// A floating-point number.
        float = Float;
        /// A boolean.
        boolean = Boolean;
        /// A date.
        date = Date;
        /// A date and time, in UTC.
        datetime = Datetime;
        /// Binary data, in base64.
        binary = Binary;
        /// Any JSON value (Odoo 16 and later).
        json = Json;
        /// Definitions of properties (Odoo 16 and later).
        properties_definition = PropertiesDefinition;
    }

    /// An amount in the currency of another field.
    pub fn monetary(currency_field: &str) -> Self {
        FieldDef {
            currency: Some(currency_field.into()),
            ..Self::of(Kind::Monetary)
        }
    }

    /// A selection of the given keys.
    pub fn selection(keys: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let selection = keys
            .into_iter()
            .map(|key| (key.as_ref().to_owned(), label(key.as_ref())));
        FieldDef {
            selection: selection.collect(),
            ..Self::of(Kind::Selection)
        }
    }

    /// A link to one record of a model.
    pub fn many2one(model: &str) -> Self {
        FieldDef {
            relation: Some(model.into()),
            ..Self::of(Kind::Many2one)
        }
    }

    /// The records of a model whose many2one field `inverse` links here.
    pub fn one2many(model: &str, inverse: &str) -> Self {
        FieldDef {
            relation: Some(model.into()),
            inverse: Some(inverse.into()),
            ..Self::of(Kind::One2many)
        }
    }

    /// Records of a model, linked by a relation table.
    pub fn many2many(model: &str) -> Self {
        FieldDef {
            relation: Some(model.into()),
            ..Self::of(Kind::Many2many)
        }
    }

    /// A link to a record of one of the given models.
    pub fn reference(models: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let models = models.into_iter();
        FieldDef {
            selection: models
                .map(|name| (name.as_ref().to_owned(), name.as_ref().to_owned()))
                .collect(),
            ..Self::of(Kind::Reference)
        }
    }

    /// The id of a record of the model named in the field `model_field`.
    pub fn many2one_reference(model_field: &str) -> Self {
        FieldDef {
            model_field: Some(model_field.into()),
            ..Self::of(Kind::Many2oneReference)
        }
    }

    /// Properties, defined in the record of the many2one field `container` (Odoo 16 and later).
    ///
    /// The field `definition` of that record has the definitions.
    pub fn properties(container: &str, definition: &str) -> Self {
        FieldDef {
            definition: Some((container.into(), definition.into())),
            ..Self::of(Kind::Properties)
        }
    }

    /// The value of the field at the end of a path of many2one fields.
    ///
    /// An example of a path is `partner_id.email`. Writing to the field writes there.
    #[must_use]
    pub fn related(self, path: &str) -> Self {
        FieldDef {
            compute: Some(Compute::Related(path.split('.').map(Into::into).collect())),
            store: false,
            copy: false,
            ..self
        }
    }

    /// Stores the value of a related field, for sorting and grouping.
    #[must_use]
    pub fn stored(self) -> Self {
        FieldDef {
            store: true,
            ..self
        }
    }

    /// Requires a value.
    #[must_use]
    pub fn required(self) -> Self {
        FieldDef {
            required: true,
            ..self
        }
    }

    /// Marks the field as read-only in `fields_get`.
    ///
    /// As in Odoo, the server still accepts values for it.
    #[must_use]
    pub fn readonly(self) -> Self {
        FieldDef {
            readonly: true,
            ..self
        }
    }

    /// Excludes the value from copies of a record.
    #[must_use]
    pub fn not_copied(self) -> Self {
        FieldDef {
            copy: false,
            ..self
        }
    }

    /// Stores a text for each language.
    #[must_use]
    pub fn translated(self) -> Self {
        FieldDef {
            translate: true,
            ..self
        }
    }

    /// Truncates texts to this many characters.
    #[must_use]
    pub fn size(self, size: usize) -> Self {
        FieldDef {
            size: Some(size),
            ..self
        }
    }

    /// Rounds numbers to this many decimals, out of this many digits in total.
    #[must_use]
    pub fn digits(self, all: u32, decimals: u32) -> Self {
        FieldDef {
            digits: Some((all, decimals)),
            ..self
        }
    }

    /// Sets the default value of new records.
    #[must_use]
    pub fn default(self, value: impl Into<Value>) -> Self {
        FieldDef {
            default: Some(value.into()),
            ..self
        }
    }

    /// Sets what happens when the target is deleted.
    #[must_use]
    pub fn on_delete(self, what: OnDelete) -> Self {
        FieldDef {
            on_delete: Some(what),
            ..self
        }
    }

    /// Shows the field only to users in one of these groups, given by external id.
    #[must_use]
    pub fn groups(self, groups: impl IntoIterator<Item: AsRef<str>>) -> Self {
        FieldDef {
            groups: groups
                .into_iter()
                .map(|name| name.as_ref().to_owned())
                .collect(),
            ..self
        }
    }

    /// Sets the label. Without it, the label is derived from the name.
    #[must_use]
    pub fn label(self, label: &str) -> Self {
        FieldDef {
            label: Some(label.to_owned()),
            ..self
        }
    }

    /// Sets the labels of a selection's or reference's keys, in their order.
    #[must_use]
    pub fn key_labels(mut self, labels: impl IntoIterator<Item: AsRef<str>>) -> Self {
        for ((_, old), new) in self.selection.iter_mut().zip(labels) {
            new.as_ref().clone_into(old);
        }
        self
    }
}
