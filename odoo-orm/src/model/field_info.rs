use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The server's description of one field: see [`fields_get`](crate::ModelExt::fields_get).
///
/// ```
/// use odoo_orm::schema::FieldInfo;
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
    /// Returns the type of the field, such as `char` or `many2one`. An image is `binary`.
    pub fn kind(&self) -> &str {
        self.text("type").unwrap_or_default()
    }

    /// Returns the label, in the language of the context.
    pub fn label(&self) -> &str {
        self.text("string").unwrap_or_default()
    }

    /// Returns the text of the tooltip, in the language of the context.
    pub fn help(&self) -> Option<&str> {
        self.text("help")
    }

    /// Tells whether a record must have a value.
    pub fn is_required(&self) -> bool {
        self.flag("required")
    }

    /// Tells whether the web client shows the field read-only.
    ///
    /// The server accepts a write anyway, and ignores it if the field is computed.
    pub fn is_read_only(&self) -> bool {
        self.flag("readonly")
    }

    /// Tells whether the field is stored in a column or a relation table.
    pub fn is_stored(&self) -> bool {
        self.flag("store")
    }

    /// Tells whether a domain can use the field.
    pub fn is_searchable(&self) -> bool {
        self.flag("searchable")
    }

    /// Tells whether `order_by` can use the field.
    pub fn is_sortable(&self) -> bool {
        self.flag("sortable")
    }

    /// Tells whether the field has a value for each language.
    pub fn is_translated(&self) -> bool {
        self.flag("translate")
    }

    /// Tells whether the field has a value for each company.
    pub fn is_company_dependent(&self) -> bool {
        self.flag("company_dependent")
    }

    /// Tells whether the field is computed from other fields, as related fields are.
    pub fn is_computed(&self) -> bool {
        self.get("depends")
            .and_then(Value::as_array)
            .is_some_and(|fields| !fields.is_empty())
    }

    /// Returns the target model of a relation.
    pub fn relation(&self) -> Option<&str> {
        self.text("relation")
    }

    /// Returns the many2one field that points back, for a one2many field.
    pub fn relation_field(&self) -> Option<&str> {
        self.text("relation_field")
    }

    /// Returns the keys of a selection and their labels, in the language of the context.
    pub fn selection(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self
            .get("selection")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        pairs.filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?.as_str()?)))
    }

    /// Returns the maximum number of characters, for a text that the server truncates.
    pub fn size(&self) -> Option<u64> {
        self.get("size").and_then(Value::as_u64)
    }

    /// Returns the number of digits of a float: in total, and after the decimal point.
    pub fn digits(&self) -> Option<(u64, u64)> {
        let digits = self.get("digits")?;
        Some((digits.get(0)?.as_u64()?, digits.get(1)?.as_u64()?))
    }

    /// Returns the currency field of a monetary field.
    pub fn currency_field(&self) -> Option<&str> {
        self.text("currency_field")
    }

    /// Returns the groups that may see the field, if not every user may.
    pub fn groups(&self) -> Option<&str> {
        self.text("groups")
    }

    /// Returns any attribute, by its name on the server.
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
