use odoo_rpc::{DecodeError, JsonReader};
use serde_json::Value;

use super::Action;
use crate::value::Scalar;

/// A Rust type that the result of a method can have: see [`odoo_methods`](macro@crate::odoo_methods).
///
/// - `()`: ignores the result.
/// - Field types. `Id<M>` and `Vec<Id<M>>` decode records in every format that Odoo 14 to 19 use:
///   `3`, `[3]`, `"res.partner(3,)"`, `[3, "name"]`.
/// - A `Vec` of a field type: a list.
/// - [`Action`], for an action of the web client.
/// - An `Option`: `None` is `null`, which is also the result of a Python method without `return`; `false`, except for a `bool`; and an
///   empty recordset.
/// - [`serde_json::Value`], for everything else.
///
/// The trait is open: a custom type decodes itself with a [`JsonReader`], whose [`deserialize`](JsonReader::deserialize) supports
/// serde can.
///
/// ```
/// use odoo_orm::{method::FromMethodResult, rpc::{DecodeError, JsonReader}};
///
/// /// The labels in the result of `get_import_templates`.
/// #[derive(Debug, PartialEq)]
/// struct Labels(Vec<String>);
///
/// impl FromMethodResult for Labels {
///     fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
///         let mut labels = Vec::new();
///         json.array(|_, json| {
///             json.object(|key, json| match key {
///                 "label" => json.text().map(|label| labels.push(label.into_owned())),
///                 _ => json.skip(),
///             })
///         })?;
///         Ok(Labels(labels))
///     }
/// }
///
/// let json = br#"[{"label": "Import Template for Customers", "template": "/base/res_partner.xls"}]"#;
/// let labels = Labels::returned(&mut JsonReader::new(json))?;
/// assert_eq!(labels, Labels(vec!["Import Template for Customers".to_owned()]));
/// # Ok::<_, DecodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the result of a method cannot be decoded into `{Self}`",
    label = "not a result type",
    note = "a result type is a field type, a `Vec` or an `Option` of one, an `Action`, a `serde_json::Value`, or `()`",
    note = "omit `Result`: every call returns `Result<..., odoo_orm::Error>`"
)]
pub trait FromMethodResult: Sized {
    /// Decodes the result.
    ///
    /// # Errors
    ///
    /// If the JSON is not such a value.
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError>;

    /// Returns the result for a call without records, which then need not be sent.
    ///
    /// Only `()` has one: for other types, the result depends on the method.
    #[doc(hidden)]
    fn of_no_records() -> Option<Self> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl FromMethodResult for () {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.skip()
    }

    fn of_no_records() -> Option<Self> {
        Some(())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> FromMethodResult for T {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        match T::records(json) {
            None => T::decode(json),
            Some(records) => {
                at_most_one(records?)?.ok_or_else(|| DecodeError::new("one record", "none".into()))
            }
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> FromMethodResult for Option<T> {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_null() || (json.is_false() && !T::FALSE_IS_A_VALUE) {
            return json.skip().map(|()| None);
        }
        match T::records(json) {
            None => T::decode(json).map(Some),
            Some(records) => at_most_one(records?),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> FromMethodResult for Vec<T> {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if let Some(records) = T::records(json) {
            return records;
        }
        let mut list = Vec::new();
        json.array(|_, json| T::decode(json).map(|item| list.push(item)))?;
        Ok(list)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base = T>> FromMethodResult for Option<Vec<T>> {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_null() || json.is_false() {
            return json.skip().map(|()| None);
        }
        Vec::returned(json).map(Some)
    }
}

#[diagnostic::do_not_recommend]
impl FromMethodResult for Value {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.deserialize()
    }
}

#[diagnostic::do_not_recommend]
impl FromMethodResult for Action {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let start = json.position();
        Option::returned(json)?.ok_or_else(|| {
            json.set_position(start);
            json.mismatch("an action")
        })
    }
}

/// `None` is every result that is not an action.
///
/// A button that needs no further step returns `true`, for example.
///
/// This is the web client's rule (`web/controllers`, `call_button`, 14 to 19).
#[diagnostic::do_not_recommend]
impl FromMethodResult for Option<Action> {
    fn returned(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        Value::returned(json).map(Action::of_result)
    }
}

fn at_most_one<T>(mut records: Vec<T>) -> Result<Option<T>, DecodeError> {
    match records.len() {
        0 | 1 => Ok(records.pop()),
        several => Err(DecodeError::new("one record", format!("{several} records"))),
    }
}

#[cfg(test)]
mod tests;
