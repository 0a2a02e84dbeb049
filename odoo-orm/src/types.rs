//! Traits of field types: how values are decoded, compared and written.
//!
//! Use them for custom types, and in functions that are generic over fields.

pub use crate::{
    model::Fetch,
    record::{Nested, NestedList, NestedQuery, NestedRecords, Row, Select},
    relation::{IntoIds, InvalidId, OwnId},
    value::{
        CanBeAbsent, CanBeUnset, EncodeResult, Encoder, FieldType, IntoOperand, IntoValue,
        InvalidKey, Nullable, Ordered, ReadAs, Relation, Scalar, Temporal, Textual,
    },
};
