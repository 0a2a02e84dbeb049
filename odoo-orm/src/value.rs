//! Field types: how values are decoded, compared in a domain, and written.
//!
//! Every trait here has its own compiler messages. The implementations are marked
//! `do_not_recommend`, so that the compiler does not list them instead of these messages, or after them.

mod binary;
mod boolean;
mod date;
#[cfg(feature = "rust_decimal")]
mod decimal;
pub(crate) mod from_request;
mod json;
mod kind;
mod not_loaded;
mod number;
mod optional;
mod properties;
mod read_as;
mod selection;
mod text;
mod versioned;

pub use binary::{Binary, BinarySize};
pub use json::Json;
pub(crate) use kind::Kind;
pub use not_loaded::NotLoaded;
pub(crate) use number::{called_id, encode_id, record_id};
pub use properties::{Properties, Property};
pub use read_as::ReadAs;
pub use selection::{
    InvalidKey, Selection, decode_selection, deserialize_selection, encode_selection,
    selection_of_key,
};

pub use versioned::Versioned;

use odoo_rpc::{DecodeError, JsonReader};

pub use crate::encoder::{EncodeResult, Encoder};
pub(crate) use crate::encoder::{Encoded, operand, written};
use crate::model::{Fetch, FieldMeta, Model, RelationMeta, Versions};

/// A Rust type that an Odoo field can have.
///
#[doc = include_str!("../docs/fields.md")]
///
/// # Custom types
///
/// The trait is open: a custom type decodes itself through an existing one.
///
/// ```
/// use odoo_orm::{rpc::{DecodeError, JsonReader}, types::{EncodeResult, Encoder, FieldType, IntoOperand, Scalar, Textual}};
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
///     fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
///         encoder.text(&self.0)
///     }
/// }
/// // A single value, so it can be in an `Option` and can be written.
/// impl Scalar for Vat {}
/// // The types it can be compared with and set to: itself, and text.
/// impl IntoOperand<Vat> for Vat {
///     fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
///         encoder.text(self.0)
///     }
/// }
/// impl IntoOperand<Vat> for &str {
///     fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
///         encoder.text(self.to_uppercase())
///     }
/// }
/// // `like`, `contains` and the other text operators. `Ordered` adds `gt` and the like, `Groupable` adds group keys.
/// impl Textual for Vat {}
///
/// assert_eq!(Vat::decode(&mut JsonReader::new(br#""be0477472701""#))?, Vat("BE0477472701".into()));
/// # Ok::<_, DecodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of an Odoo field",
    label = "not an Odoo field type",
    note = "use `String`, `i64`, `i32`, `f64`, `bool`, `NaiveDate`, `DateTime<Utc>`, `Id<M>`, `Many2one<M>`, `Reference`, `Binary`, `BinarySize`, `Json<T>`, an enum that derives `Selection`, an `Option` of one of these, `One2many<M>`, `Many2many<M>`, `Properties`, or `NotLoaded<T>` of any",
    note = "a custom type implements `FieldType`, and `Scalar` if it can be in an `Option`",
    note = "a struct that derives `OdooModel` is a record, not a value: link to it with `Many2one<...>`, or read it in a projection with `#[odoo(nested)]`"
)]
pub trait FieldType: Sized {
    /// The type without `Option`, which values are compared with.
    type Base: FieldType;

    /// The Odoo field types that it can read, as `fields_get` names them.
    const TYPES: &'static [&'static str];

    /// Whether it is nullable.
    const NULLABLE: bool = false;

    /// The target of a relation; see [`Relation`], the compile-time equivalent.
    const RELATION: Option<RelationMeta> = None;

    /// The keys that an enum names; see [`Selection`](derive@crate::Selection).
    const KEYS: Option<&'static [&'static str]> = None;

    /// Whether an enum has a variant for keys that it does not name.
    const TAKES_OTHER_KEYS: bool = false;

    /// What a read requests from the server.
    const FETCH: Fetch = Fetch::Value;

    /// Whether `false` is a value. For every other type, `false` means empty.
    const FALSE_IS_A_VALUE: bool = false;

    /// Decodes one value.
    ///
    /// # Errors
    ///
    /// If the JSON is not such a value. An empty value is an error too, unless the type is an `Option`.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError>;

    /// Encodes the value as it is written, for [`Values::of`](crate::Values::of).
    ///
    /// Encodes nothing for a value that a copy of a record does not include, such as lines, which belong to one record.
    ///
    /// # Errors
    ///
    /// If Odoo cannot represent the value.
    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult;

    /// Encodes the JSON of a request as it is written, for [`Patch`](crate::Patch).
    ///
    /// By default it is what [`decode`](Self::decode) reads and [`encode`](Self::encode) encodes.
    ///
    /// # Errors
    ///
    /// When the JSON is not such a value, or Odoo has no such value.
    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        from_request::of::<Self>(json, encoder)
    }

    /// Returns the value of a field that is [not read](Fetch::Nothing); otherwise `None`.
    fn unread() -> Option<Self> {
        None
    }

    /// Returns the value of a field that the server's version does not have.
    ///
    /// It is `None` unless the type [has one](CanBeAbsent).
    fn absent() -> Option<Self> {
        None
    }
}

impl FieldMeta {
    #[doc(hidden)]
    pub const fn new<T: FieldType>(name: &'static str) -> Self {
        FieldMeta {
            name,
            types: T::TYPES,
            nullable: T::NULLABLE,
            relation: T::RELATION,
            fetch: T::FETCH,
            keys: T::KEYS,
            takes_other_keys: T::TAKES_OTHER_KEYS,
            read_only: false,
            versions: Versions::ALL,
            accept: T::accept,
        }
    }

    /// Restricts the field to some versions.
    #[doc(hidden)]
    #[must_use]
    pub const fn on<T: CanBeAbsent>(self, since: u16, until: u16) -> Self {
        let versions = Versions {
            since,
            until,
            ..self.versions
        };
        FieldMeta { versions, ..self }
    }
}

/// A value that can be compared with a field of type `T` (without `Option`).
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be compared with `{Self}`",
    label = "not comparable with this field",
    note = "compare a record with its `Id`, a date with a `NaiveDate`, a datetime with a `DateTime`, a float with a float such as `5.0`",
    note = "to find empty fields, use `is_unset`; to find the others, `is_set`"
)]
pub trait IntoOperand<T> {
    /// Encodes the value for a domain.
    ///
    /// # Errors
    ///
    /// If Odoo cannot represent the value; the error is kept until the domain is sent.
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult;
}

/// A value that a field of type `T` (without `Option`) can be set to.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be set to `{Self}`",
    label = "not a value of this field",
    note = "a float field takes `1.0` instead of `1`, a link takes an `Id`, a selection a variant of its enum, a list of records a list of `Command`s",
    note = "for an `Option`, use `set_if_some`, which skips `None`, or `set_or_unset`, which clears the field"
)]
pub trait IntoValue<T> {
    /// Encodes the value for `create` and `write`.
    ///
    /// # Errors
    ///
    /// If Odoo cannot represent the value; the error is kept until the values are sent.
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, V: IntoOperand<T>> IntoValue<T> for V {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        self.into_operand(encoder)
    }
}

/// A type that can be in an `Option`: every type except lists.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in an `Option`",
    label = "never `None`",
    note = "an empty list is `[]`, not `None`: use `One2many<M>`, `Many2many<M>` or `Properties` without `Option`"
)]
pub trait Scalar: FieldType {
    /// Decodes the records that a method returns, for a type that represents records.
    ///
    /// Odoo's versions encode them differently.
    #[doc(hidden)]
    fn records(_: &mut JsonReader<'_>) -> Option<Result<Vec<Self>, DecodeError>> {
        None
    }
}

/// A type whose values are ordered.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields have no order",
    label = "`gt`, `ge`, `lt`, `le`, `min` and `max` need a number, a date or a text field"
)]
pub trait Ordered: FieldType {}

/// A date or datetime type.
///
/// It supports grouping by a [`Granularity`](crate::group::Granularity) and comparison by a [part](crate::field::DatePart).
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields are not dates",
    label = "a granularity or a date part needs a date or a datetime",
    note = "in a `read_group`, use any other field as a key without `granularity`"
)]
pub trait Temporal: FieldType {
    /// Whether the values are dates without a time.
    const WHOLE_DAYS: bool = false;
}

/// A type whose values are text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` fields are not text",
    label = "pattern operators need a text field"
)]
pub trait Textual: FieldType {}

/// A nullable type, which can be cleared: `Option`.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be unset",
    label = "not an `Option`, so it always has a value",
    note = "to empty a list of records, use `Command::Clear`"
)]
pub trait Nullable: FieldType {}

/// A type that can be empty: `Option`, and the lists of linked records.
#[diagnostic::on_unimplemented(
    message = "this field always has a value: `{Self}` is neither an `Option` nor a list of records",
    label = "never empty"
)]
pub trait CanBeUnset: FieldType {}

/// A type with a value for a field that the server's version does not have.
///
/// A field with `#[odoo(since = ...)]` or `#[odoo(until = ...)]` has such a type.
#[diagnostic::on_unimplemented(
    message = "a field that some versions of Odoo do not have cannot be of type `{Self}`",
    label = "has no value for a server without the field",
    note = "write `Option<{Self}>`, or `Versioned<{Self}>`, which tells a field that the server lacks from an empty one",
    note = "a list and `Properties` are empty there, and `NotLoaded` may be of any of these"
)]
pub trait CanBeAbsent: FieldType {}

/// A type that links to records of another model.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a relation",
    label = "only `Many2one`, `One2many`, `Many2many` and `Id` fields link to another model"
)]
pub trait Relation: FieldType {
    /// The target model.
    type Target: Model;
}
