/// The type of a field, by Odoo's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Char,
    Text,
    Html,
    Integer,
    Float,
    Monetary,
    Boolean,
    Date,
    Datetime,
    Selection,
    Many2one,
    One2many,
    Many2many,
    Reference,
    Many2oneReference,
    Binary,
    Json,
    Properties,
    PropertiesDefinition,
}

const NAMES: &[(Kind, &str)] = &[
    (Kind::Integer, "integer"),
    (Kind::Char, "char"),
    (Kind::Text, "text"),
    (Kind::Html, "html"),
    (Kind::Float, "float"),
    (Kind::Monetary, "monetary"),
    (Kind::Boolean, "boolean"),
    (Kind::Date, "date"),
    (Kind::Datetime, "datetime"),
    (Kind::Selection, "selection"),
    (Kind::Many2one, "many2one"),
    (Kind::One2many, "one2many"),
    (Kind::Many2many, "many2many"),
    (Kind::Reference, "reference"),
    (Kind::Many2oneReference, "many2one_reference"),
    (Kind::Binary, "binary"),
    (Kind::Json, "json"),
    (Kind::Properties, "properties"),
    (Kind::PropertiesDefinition, "properties_definition"),
];

impl Kind {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(_, known)| *known == name);
        found.map(|(kind, _)| *kind)
    }

    /// The name in `fields_get`.
    pub(crate) fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(kind, _)| *kind == self);
        found.map_or("integer", |(_, name)| name)
    }

    pub(crate) fn is_list(self) -> bool {
        matches!(self, Kind::One2many | Kind::Many2many)
    }

    pub(crate) fn is_relation(self) -> bool {
        self.is_list() || self == Kind::Many2one
    }

    /// Whether an unset value equals an empty text from Odoo 18 on. Selections do not.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Kind::Char | Kind::Text | Kind::Html)
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(
            self,
            Kind::Integer | Kind::Float | Kind::Monetary | Kind::Many2oneReference
        )
    }

    pub(crate) fn is_float(self) -> bool {
        matches!(self, Kind::Float | Kind::Monetary)
    }

    pub(crate) fn is_temporal(self) -> bool {
        matches!(self, Kind::Date | Kind::Datetime)
    }
}
