//! What a field can hold: how it is read from an answer, compared in a domain, and written.
//!
//! Every trait here has sentences of its own for the compiler to say, and its implementations are marked
//! `do_not_recommend`, so that the compiler does not list them in place of, or behind, those sentences.

pub(crate) mod accept;
mod binary;
mod boolean;
mod date;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod json;
mod kind;
mod not_loaded;
mod number;
mod optional;
mod properties;
mod read_as;
mod reference;
mod selection;
mod text;

pub use binary::{Binary, BinarySize};
pub use json::Json;
pub(crate) use kind::Kind;
pub use not_loaded::NotLoaded;
pub(crate) use number::{called_id, compared_id, integer, record_id};
pub use properties::{Properties, Property};
pub use read_as::ReadAs;
pub use reference::Reference;
pub use selection::{
    InvalidKey, Selection, decode_selection, deserialize_selection, selection_of_key,
    selection_operand,
};

use odoo_rpc::{ConfigError, DecodeError, JsonReader};
use serde_json::Value;

use crate::model::{Model, RelationMeta};

/// A Rust type that a field can have.
///
#[doc = include_str!("../docs/fields.md")]
///
/// # Types of your own
///
/// The trait is open: a type of your own reads itself through one that exists.
///
/// ```
/// use odoo_orm::{DecodeError, FieldType, IntoOperand, JsonReader, EncodeResult, Scalar, Textual};
///
/// /// A VAT number, in upper case.
/// #[derive(Debug, Clone, PartialEq)]
/// struct Vat(String);
///
/// impl FieldType for Vat {
///     type Base = Self;
///     const TYPES: &'static [&'static str] = String::TYPES;
///
///     fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
///         String::decode(json).map(|text| Vat(text.to_uppercase()))
///     }
///
///     fn copied(&self) -> Option<EncodeResult> {
///         self.0.copied()
///     }
/// }
/// // One value, so that it can be in an `Option`, and written.
/// impl Scalar for Vat {}
/// // What it is compared with and set to: itself, and a text.
/// impl IntoOperand<Vat> for Vat {
///     fn into_operand(self) -> EncodeResult {
///         IntoOperand::<String>::into_operand(self.0)
///     }
/// }
/// impl IntoOperand<Vat> for &str {
///     fn into_operand(self) -> EncodeResult {
///         IntoOperand::<String>::into_operand(self.to_uppercase())
///     }
/// }
/// // `like`, `contains` and the other operators of text. `Ordered` brings `gt` and the like, `Groupable` keys of groups.
/// impl Textual for Vat {}
///
/// assert_eq!(Vat::decode(&mut JsonReader::new(br#""be0477472701""#))?, Vat("BE0477472701".into()));
/// # Ok::<_, DecodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of an Odoo field",
    label = "not an Odoo field type",
    note = "use `String`, `i64`, `i32`, `f64`, `bool`, `NaiveDate`, `DateTime<Utc>`, `Id<M>`, `Many2one<M>`, `Reference`, `Binary`, `BinarySize`, `Json<T>`, an enum that derives `Selection`, an `Option` of one of these, `One2many<M>`, `Many2many<M>`, `Properties`, or `NotLoaded<T>` of any",
    note = "a type of your own implements `FieldType`, and `Scalar` to be in an `Option`",
    note = "a struct that derives `OdooModel` is a record, not a value: refer to it with `Many2one<...>`, or read it whole, in a projection, with `#[odoo(nested)]`"
)]
pub trait FieldType: Sized {
    /// The type without its `Option`: what it is compared with.
    type Base: FieldType;

    /// The types of Odoo fields that it can read, as `fields_get` names them.
    const TYPES: &'static [&'static str];

    /// Whether it can be empty.
    const NULLABLE: bool = false;

    /// Where it leads, if it is a relation; see [`Relation`], which says it to the compiler.
    const RELATION: Option<RelationMeta> = None;

    /// The keys of a selection that has no others; see [`Selection`](derive@crate::Selection).
    const KEYS: Option<fn() -> &'static [&'static str]> = None;

    /// What a read asks the server for.
    const FETCH: Fetch = Fetch::Value;

    /// Whether `false` is one of its values; for every other type it is how Odoo writes that there is none.
    const FALSE_IS_A_VALUE: bool = false;

    /// Reads one value.
    ///
    /// # Errors
    ///
    /// When what stands there is not such a value; an empty one is not, unless the type is an `Option`.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError>;

    /// The value as it is written, for [`Values::of`](crate::Values::of); none for what a copy of a record leaves out, such as lines, which
    /// belong to one record.
    fn copied(&self) -> Option<EncodeResult>;

    /// Reads the JSON of a request as the value that is written, for [`Patch`](crate::Patch).
    ///
    /// By default it is what [`decode`](Self::decode) reads and [`copied`](Self::copied) writes.
    ///
    /// # Errors
    ///
    /// When the JSON is not such a value, or Odoo has no such value.
    fn accept(json: &str) -> EncodeResult {
        accept::of::<Self>(json)
    }

    /// The value of a field that a read [does not ask for](Fetch::Nothing); none for every other.
    fn unread() -> Option<Self> {
        None
    }
}

/// What a read asks the server for, to get a field of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fetch {
    /// The value.
    Value,
    /// The id of a record without its name, if no other field of the read asks for names: the server need not look them up.
    Id,
    /// The size of bytes, for all such fields of the read: `bin_size` in the context.
    Size,
    /// Nothing: the field is left out.
    Nothing,
}

/// A value on its way to the server, or why it cannot be sent.
pub type EncodeResult = Result<Value, ConfigError>;

/// A value that a field whose type is `T` (without its `Option`) can be compared with.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be compared with `{Self}`",
    label = "not a value of such a field",
    note = "a record is compared by its `Id`, a date by a `NaiveDate`, a datetime by a `DateTime`, a float by a float such as `5.0`",
    note = "to look for empty fields, use `is_unset` and `is_set`"
)]
pub trait IntoOperand<T> {
    /// The value as a domain holds it.
    ///
    /// # Errors
    ///
    /// When Odoo has no such value; the error is kept until the domain is sent.
    fn into_operand(self) -> EncodeResult;
}

/// A value that can be written to a field whose type is `T` (without its `Option`).
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be set to `{Self}`",
    label = "not a value for it",
    note = "a float takes `1.0` and not `1`, a record its `Id`, a selection a variant of its enum, a list of records a list of `Command`s",
    note = "for an `Option`, `set_if_some` leaves out what is none, and `set_or_unset` empties the field"
)]
pub trait IntoValue<T> {
    /// The value as `create` and `write` take it.
    ///
    /// # Errors
    ///
    /// When Odoo has no such value; the error is kept until the values are sent.
    fn into_value(self) -> EncodeResult;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, V: IntoOperand<T>> IntoValue<T> for V {
    fn into_value(self) -> EncodeResult {
        T::written(self.into_operand()?)
    }
}

/// A type of one value, which can be in an `Option`: every one but the lists of records.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in an `Option`",
    label = "never absent",
    note = "a list is empty rather than absent: write `One2many<M>`, `Many2many<M>` or `Properties` by itself"
)]
pub trait Scalar: FieldType {
    /// The value as it is written, from the value as it is compared: the same, but for times.
    #[doc(hidden)]
    fn written(operand: Value) -> EncodeResult {
        Ok(operand)
    }

    /// The records that a method's result stands for, for a type that names records: each version of Odoo writes them in
    /// its own ways.
    #[doc(hidden)]
    fn records(_: &mut JsonReader<'_>) -> Option<Result<Vec<Self>, DecodeError>> {
        None
    }
}

/// A type whose values have an order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields have no order",
    label = "`gt`, `ge`, `lt`, `le`, `min` and `max` need a number, a date or a text field"
)]
pub trait Ordered: FieldType {}

/// A type whose values are text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields hold no text",
    label = "pattern operators need a text field"
)]
pub trait Textual: FieldType {}

/// A type that can be empty and emptied: `Option`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be unset",
    label = "not an `Option`, so it always has a value",
    note = "a list of records is emptied with `Command::Clear`"
)]
pub trait Nullable: FieldType {}

/// A type that may hold nothing: `Option`, and the lists of related records.
#[diagnostic::on_unimplemented(
    message = "this field always has a value: `{Self}` is neither an `Option` nor a list of records",
    label = "never unset"
)]
pub trait CanBeUnset: FieldType {}

/// A type that leads to records of another model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation",
    label = "only `Many2one`, `One2many`, `Many2many` and `Id` fields lead to another model"
)]
pub trait Relation: FieldType {
    /// The model that it leads to.
    type Target: Model;
}
