//! Items for generated code. Not public API: it may change in any release.

pub use core::result::Result::{self, Err, Ok};

pub use odoo_rpc::{DecodeError, JsonReader};
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::{
    field::{Field, ReadOnly},
    method::TypedCall,
    model::{FieldMeta, Model, ModelMeta},
    record::{NestedQuery, NestedRecords, Record, Row, Select, blank},
    relation::OwnId,
    schema::compile_checks::{Check, Expected},
    value::{
        EncodeResult, Encoder, FieldType, IntoOperand, InvalidKey, Scalar, Selection,
        decode_selection, deserialize_selection, encode_selection, selection_of_key,
    },
    values::Values,
};
