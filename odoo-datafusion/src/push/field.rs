//! What decides how conditions on a field are written.

use datafusion::arrow::datatypes::{DataType, Schema};
use odoo_arrow::Table;
use odoo_orm::{rpc::ServerVersion, schema::FieldInfo};

use crate::version::EMPTY_TEXT_IS_UNSET;

/// The fields of a model that a domain can use, with the server's rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    fields: Vec<Field>,
}

/// A stored field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// The meaning of a field's values in the server's conditions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Id,
    Link,
    /// An integer whose 0 is read as null.
    LinkToAny,
    /// NULL is read as 0.
    Integer,
    /// NULL is read as 0.
    ///
    /// The server rounds the value of a condition, by less than `margin`.
    Float {
        margin: f64,
    },
    /// NULL is read as false.
    Boolean,
    Text(Text),
    Selection,
    Date,
    DateTime,
}

/// A text without markup.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    /// How many characters of a value or pattern the server compares.
    ///
    /// 14: `odoo/fields.py`, `Char`.
    pub(crate) size: Option<u64>,
    pub(crate) is_translated: bool,
    /// Whether the server does not distinguish an empty text from NULL.
    pub(crate) empty_is_unset: bool,
}

impl Text {
    /// Whether the server takes the whole text.
    pub(crate) fn fits(&self, text: &str) -> bool {
        let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        self.size.is_none_or(|size| size == 0 || count <= size)
    }
}

impl Fields {
    pub(crate) fn new(table: &Table, version: &ServerVersion) -> Self {
        let schema = table.schema();
        let names = schema.fields().iter().map(|field| field.name());
        let field = |name: &String| {
            Some(Field {
                name: name.clone(),
                kind: kind(name, table.field_info(name), &schema, version)?,
            })
        };
        Fields {
            fields: names.filter_map(field).collect(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Returns none for a field whose conditions are not sent.
///
/// Up to 18, the server ignores a condition on a field that is not stored and has no search method. The value of a
/// company-dependent field can come from a default that no record has.
fn kind(
    name: &str,
    info: Option<&FieldInfo>,
    schema: &Schema,
    version: &ServerVersion,
) -> Option<Kind> {
    if name == "id" {
        return Some(Kind::Id);
    }
    let info = info.filter(|info| info.is_stored() && !info.is_company_dependent())?;
    let column = schema.field_with_name(name).ok()?.data_type();
    Some(match info.kind() {
        "many2one" => Kind::Link,
        "many2one_reference" => Kind::LinkToAny,
        "integer" => Kind::Integer,
        // Decimal columns compare exactly what the server compares approximately.
        "float" | "monetary" if *column == DataType::Float64 => Kind::Float {
            margin: margin(info)?,
        },
        "boolean" => Kind::Boolean,
        // Terms of a translated text are translated one by one, which 14 searches in the source language only.
        "char" | "text" if !info.is_translated() || info.kind() == "char" => Kind::Text(Text {
            size: info.size(),
            is_translated: info.is_translated(),
            empty_is_unset: EMPTY_TEXT_IS_UNSET.holds_on(version),
        }),
        "selection" => Kind::Selection,
        "date" => Kind::Date,
        "datetime" => Kind::DateTime,
        // Values of `html` are sanitized in conditions (14 to 19: `odoo/fields.py`, `Html`).
        _ => return None,
    })
}

/// The largest difference that rounding makes (14 to 19: `odoo/fields.py`, `Float.convert_to_column`).
fn margin(info: &FieldInfo) -> Option<f64> {
    if info.kind() == "monetary" {
        // A condition has no record and so no currency, so the server does not round it. No currency rounds to more than 1.
        return Some(1.0);
    }
    match info.get("digits") {
        None => Some(0.0),
        Some(digits) if digits.is_null() || digits.as_bool() == Some(false) => Some(0.0),
        Some(_) => {
            let (_, decimals) = info.digits()?;
            Some(10_f64.powi(-i32::try_from(decimals).ok()?))
        }
    }
}
