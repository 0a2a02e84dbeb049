//! The conversion of fields to columns.

mod builder;
mod decimal;
mod rows;

use std::{collections::HashMap, sync::Arc};

use arrow_schema::{DataType, Field, TimeUnit};
use odoo_orm::{
    schema::{FieldInfo, FieldMeta, RelationKind},
    types::Fetch,
};
pub(crate) use rows::Decoder;

/// A field of the model as a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The keys and labels of a selection, if they are known.
    labels: Vec<(String, String)>,
}

/// The format in which values of a column are read and stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Link,
    /// The id of a record of any model, or 0 if unset.
    LinkToAny,
    Integer,
    Float,
    Decimal(u8, i8),
    Boolean,
    Text,
    Selection,
    Date,
    DateTime,
    Links,
    /// JSON as the server wrote it.
    Json,
    /// The size of binary data.
    Size,
    Bytes,
}

impl Column {
    pub(crate) fn id() -> Self {
        Column {
            name: "id".to_owned(),
            kind: Kind::Id,
            labels: Vec::new(),
        }
    }

    /// The column of a struct's field; none for a field that is not read.
    ///
    /// It has the field's name on the server.
    pub(crate) fn of_meta(meta: &FieldMeta, name: &str) -> Option<Self> {
        let has = |name| meta.types().contains(&name);
        let kind = match (meta.relation(), meta.fetch()) {
            (_, Fetch::Nothing) => return None,
            (Some(relation), _) if relation.kind() == RelationKind::Many2one => Kind::Link,
            (Some(_), _) => Kind::Links,
            (None, Fetch::Size) => Kind::Size,
            (None, _) if meta.name() == "id" => Kind::Id,
            // A `String` can also read selections, and bytes in base64.
            (None, _) if has("char") || has("reference") => Kind::Text,
            (None, _) if has("boolean") => Kind::Boolean,
            (None, _) if has("float") => Kind::Float,
            (None, _) if has("integer") => Kind::Integer,
            (None, _) if has("date") => Kind::Date,
            (None, _) if has("datetime") => Kind::DateTime,
            (None, _) if has("binary") => Kind::Bytes,
            (None, _) if has("selection") => Kind::Selection,
            (None, _) => Kind::Json,
        };
        Some(Column {
            name: name.to_owned(),
            kind,
            labels: Vec::new(),
        })
    }

    /// The column of a field in the server's description.
    pub(crate) fn of_info(name: &str, info: &FieldInfo) -> Self {
        let kind = match info.kind() {
            _ if name == "id" => Kind::Id,
            "many2one" => Kind::Link,
            "many2one_reference" => Kind::LinkToAny,
            "one2many" | "many2many" => Kind::Links,
            "integer" => Kind::Integer,
            "float" | "monetary" => Kind::Float,
            "boolean" => Kind::Boolean,
            "selection" => Kind::Selection,
            "date" => Kind::Date,
            "datetime" => Kind::DateTime,
            "binary" | "image" => Kind::Size,
            "char" | "text" | "html" | "reference" => Kind::Text,
            _ => Kind::Json,
        };
        let labels = info.selection();
        Column {
            name: name.to_owned(),
            kind,
            labels: labels
                .map(|(key, label)| (key.to_owned(), label.to_owned()))
                .collect(),
        }
    }

    /// Adds the labels of a selection.
    pub(crate) fn describe(&mut self, info: &FieldInfo) {
        if self.kind == Kind::Selection {
            self.labels = Column::of_info(&self.name, info).labels;
        }
    }

    /// The column in a schema.
    pub(crate) fn field(&self) -> Field {
        let is_nullable = !matches!(self.kind, Kind::Id | Kind::Boolean | Kind::Links);
        let field = Field::new(&self.name, self.kind.data_type(), is_nullable);
        if self.labels.is_empty() {
            return field;
        }
        let labels: serde_json::Map<_, _> = self
            .labels
            .iter()
            .map(|(key, label)| (key.clone(), label.as_str().into()))
            .collect();
        let labels = serde_json::Value::Object(labels).to_string();
        field.with_metadata(HashMap::from([(LABELS.to_owned(), labels)]))
    }
}

/// The metadata key of a selection's keys and labels, a JSON object.
const LABELS: &str = "odoo.selection";

impl Kind {
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Kind::Id | Kind::Link | Kind::LinkToAny | Kind::Integer => DataType::Int32,
            Kind::Float => DataType::Float64,
            Kind::Decimal(precision, scale) => DataType::Decimal128(precision, scale),
            Kind::Boolean => DataType::Boolean,
            Kind::Text | Kind::Json => DataType::Utf8,
            Kind::Selection => {
                DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8))
            }
            Kind::Date => DataType::Date32,
            Kind::DateTime => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Kind::Links => DataType::List(Arc::new(Field::new_list_field(DataType::Int32, false))),
            Kind::Size => DataType::Int64,
            Kind::Bytes => DataType::Binary,
        }
    }
}
