//! `json` and other fields that the server stores as JSON (Odoo 16 and later).

use std::ops::{Deref, DerefMut};

use odoo_rpc::{DecodeError, JsonReader};
use serde::{Serialize, de::DeserializeOwned};

use super::{EncodeResult, Encoder, FieldType, IntoValue, Scalar};

/// The value of a `json` field: any type that serde can read and write.
///
/// Use `serde_json::Value` if the structure is unknown. The server returns every empty value (`0`, `""`, `[]`, `{}`) as `false`, so such a field is
/// an `Option<Json<T>>`.
///
/// ```
/// use std::collections::BTreeMap;
/// use odoo_orm::{Json, prelude::*};
///
/// #[derive(OdooModel)]
/// #[odoo(model = "account.move.line")]
/// struct Line {
///     id: Id<Line>,
///     /// Percentages by account.
///     analytic_distribution: Option<Json<BTreeMap<String, f64>>>,
/// }
///
/// let half = BTreeMap::from([("3".to_owned(), 50.0)]);
/// let values = Values::new().set(Line::ANALYTIC_DISTRIBUTION, Json(half));
/// # let _ = values;
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Json<T>(pub T);

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> FieldType for Json<T> {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["json", "properties_definition", "serialized"];

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.deserialize().map(Json)
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.json(&self.0)
    }
}

impl<T: Serialize + DeserializeOwned> Scalar for Json<T> {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> IntoValue<Json<T>> for Json<T> {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.json(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> IntoValue<Json<T>> for &Json<T> {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encoder.json(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::value::written;

    #[test]
    fn any_serde_type_is_read_and_written() {
        let text = br#"{"3": 50.5}"#;
        let read = Json::<BTreeMap<String, f64>>::decode(&mut JsonReader::new(text)).unwrap();
        assert_eq!(read.get("3"), Some(&50.5));
        assert_eq!(
            written(|encoder| read.into_value(encoder))
                .unwrap()
                .unwrap()
                .to_string(),
            r#"{"3":50.5}"#
        );
        let error = Json::<Vec<i64>>::decode(&mut JsonReader::new(text)).unwrap_err();
        assert!(error.to_string().contains("invalid type: map"), "{error}");
    }

    #[test]
    fn empty_values_are_none() {
        let none = Option::<Json<Value>>::decode(&mut JsonReader::new(b"false")).unwrap();
        assert_eq!(none, None);
    }
}
