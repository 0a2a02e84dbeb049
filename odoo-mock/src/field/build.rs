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
        /// A line of text.
        char = Char;
        /// Text of several lines.
        text = Text;
        /// Text with markup.
        html = Html;
        /// A whole number of 32 bits.
        integer = Integer;
        /// A number.
        float = Float;
        /// True or false.
        boolean = Boolean;
        /// A day.
        date = Date;
        /// A time, in UTC.
        datetime = Datetime;
        /// Bytes, in base64.
        binary = Binary;
        /// Any JSON (Odoo 16 and later).
        json = Json;
        /// Definitions of properties (Odoo 16 and later).
        properties_definition = PropertiesDefinition;
    }

    /// An amount in the currency that another field has.
    pub fn monetary(currency_field: &str) -> Self {
        FieldDef {
            currency: Some(currency_field.into()),
            ..Self::of(Kind::Monetary)
        }
    }

    /// One of these keys.
    pub fn selection(keys: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let selection = keys
            .into_iter()
            .map(|key| (key.as_ref().to_owned(), label(key.as_ref())));
        FieldDef {
            selection: selection.collect(),
            ..Self::of(Kind::Selection)
        }
    }

    /// A link to a record of a model.
    pub fn many2one(model: &str) -> Self {
        FieldDef {
            relation: Some(model.into()),
            ..Self::of(Kind::Many2one)
        }
    }

    /// The records of a model that link back by their many2one field `inverse`.
    pub fn one2many(model: &str, inverse: &str) -> Self {
        FieldDef {
            relation: Some(model.into()),
            inverse: Some(inverse.into()),
            ..Self::of(Kind::One2many)
        }
    }

    /// Records of a model, linked by a table of their own.
    pub fn many2many(model: &str) -> Self {
        FieldDef {
            relation: Some(model.into()),
            ..Self::of(Kind::Many2many)
        }
    }

    /// A link to a record of one of these models.
    pub fn reference(models: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let models = models.into_iter();
        FieldDef {
            selection: models
                .map(|name| (name.as_ref().to_owned(), name.as_ref().to_owned()))
                .collect(),
            ..Self::of(Kind::Reference)
        }
    }

    /// The id of a record of the model that the field `model_field` names.
    pub fn many2one_reference(model_field: &str) -> Self {
        FieldDef {
            model_field: Some(model_field.into()),
            ..Self::of(Kind::Many2oneReference)
        }
    }

    /// Properties whose definitions are in the field `definition` of the record that the many2one field `container` leads to (Odoo 16 and
    /// later).
    pub fn properties(container: &str, definition: &str) -> Self {
        FieldDef {
            definition: Some((container.into(), definition.into())),
            ..Self::of(Kind::Properties)
        }
    }

    /// The value of the field at the end of a path of many2one fields, such as `partner_id.email`. What is written goes there.
    #[must_use]
    pub fn related(self, path: &str) -> Self {
        FieldDef {
            compute: Some(Compute::Related(path.split('.').map(Into::into).collect())),
            store: false,
            copy: false,
            ..self
        }
    }

    /// The value of a related field is stored, so that records can be sorted and grouped by it.
    #[must_use]
    pub fn stored(self) -> Self {
        FieldDef {
            store: true,
            ..self
        }
    }

    /// A record needs a value.
    #[must_use]
    pub fn required(self) -> Self {
        FieldDef {
            required: true,
            ..self
        }
    }

    /// Shown as read-only by `fields_get`. The server takes what is written all the same, as Odoo does.
    #[must_use]
    pub fn readonly(self) -> Self {
        FieldDef {
            readonly: true,
            ..self
        }
    }

    /// A copy of a record has no value of its own.
    #[must_use]
    pub fn not_copied(self) -> Self {
        FieldDef {
            copy: false,
            ..self
        }
    }

    /// A text for each language.
    #[must_use]
    pub fn translated(self) -> Self {
        FieldDef {
            translate: true,
            ..self
        }
    }

    /// Texts are cut behind so many characters.
    #[must_use]
    pub fn size(self, size: usize) -> Self {
        FieldDef {
            size: Some(size),
            ..self
        }
    }

    /// Numbers are rounded to so many digits behind the point, out of so many in all.
    #[must_use]
    pub fn digits(self, all: u32, decimals: u32) -> Self {
        FieldDef {
            digits: Some((all, decimals)),
            ..self
        }
    }

    /// The value of a new record that is given none.
    #[must_use]
    pub fn default(self, value: impl Into<Value>) -> Self {
        FieldDef {
            default: Some(value.into()),
            ..self
        }
    }

    /// What deleting the target does.
    #[must_use]
    pub fn on_delete(self, what: OnDelete) -> Self {
        FieldDef {
            on_delete: Some(what),
            ..self
        }
    }

    /// Only users in one of these groups, named by their external ids, see the field.
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

    /// How people call it. Without one, the label is made from the name.
    #[must_use]
    pub fn label(self, label: &str) -> Self {
        FieldDef {
            label: Some(label.to_owned()),
            ..self
        }
    }
}
