use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// What the server says of one field: [`fields_get`](crate::Model::fields_get).
///
/// ```
/// use odoo_orm::FieldInfo;
///
/// let json = r#"{"type": "many2one", "string": "Country", "relation": "res.country", "required": false, "readonly": true}"#;
/// let country: FieldInfo = serde_json::from_str(json)?;
/// assert_eq!((country.kind(), country.relation()), ("many2one", Some("res.country")));
/// assert!(country.is_read_only() && !country.is_required());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct FieldInfo(Map<String, Value>);

impl FieldInfo {
    /// The type of the field, such as `char` or `many2one`. An image is `binary`.
    pub fn kind(&self) -> &str {
        self.text("type").unwrap_or_default()
    }

    /// The label, in the language of the context.
    pub fn label(&self) -> &str {
        self.text("string").unwrap_or_default()
    }

    /// What the tooltip says, in the language of the context.
    pub fn help(&self) -> Option<&str> {
        self.text("help")
    }

    /// Whether a record needs a value.
    pub fn is_required(&self) -> bool {
        self.flag("required")
    }

    /// Whether the web client shows it read-only. The server takes a write all the same, and passes over it for a computed field.
    pub fn is_read_only(&self) -> bool {
        self.flag("readonly")
    }

    /// Whether it has a column, or a table, of its own.
    pub fn is_stored(&self) -> bool {
        self.flag("store")
    }

    /// Whether a domain can name it.
    pub fn is_searchable(&self) -> bool {
        self.flag("searchable")
    }

    /// Whether an order can name it.
    pub fn is_sortable(&self) -> bool {
        self.flag("sortable")
    }

    /// Whether it has a value for each language.
    pub fn is_translated(&self) -> bool {
        self.flag("translate")
    }

    /// Whether it has a value for each company.
    pub fn is_company_dependent(&self) -> bool {
        self.flag("company_dependent")
    }

    /// Whether it is computed from other fields, as related fields are.
    pub fn is_computed(&self) -> bool {
        self.get("depends")
            .and_then(Value::as_array)
            .is_some_and(|fields| !fields.is_empty())
    }

    /// The model that a relation leads to.
    pub fn relation(&self) -> Option<&str> {
        self.text("relation")
    }

    /// The field of that model that leads back, for a one2many field.
    pub fn relation_field(&self) -> Option<&str> {
        self.text("relation_field")
    }

    /// The keys of a selection and their labels, in the language of the context.
    pub fn selection(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self
            .get("selection")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        pairs.filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?.as_str()?)))
    }

    /// How many characters fit, for a text that is cut.
    pub fn size(&self) -> Option<u64> {
        self.get("size").and_then(Value::as_u64)
    }

    /// How many digits a float has in all, and behind the point.
    pub fn digits(&self) -> Option<(u64, u64)> {
        let digits = self.get("digits")?;
        Some((digits.get(0)?.as_u64()?, digits.get(1)?.as_u64()?))
    }

    /// The field with the currency of a monetary field.
    pub fn currency_field(&self) -> Option<&str> {
        self.text("currency_field")
    }

    /// The groups that may see it, for one that not every user may.
    pub fn groups(&self) -> Option<&str> {
        self.text("groups")
    }

    /// Any attribute, by the server's name for it.
    pub fn get(&self, attribute: &str) -> Option<&Value> {
        self.0.get(attribute)
    }

    fn text(&self, attribute: &str) -> Option<&str> {
        self.get(attribute).and_then(Value::as_str)
    }

    fn flag(&self, attribute: &str) -> bool {
        self.get(attribute) == Some(&Value::Bool(true))
    }
}

impl fmt::Debug for FieldInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldInfo")
            .field("type", &self.kind())
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}
