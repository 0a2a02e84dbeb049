//! Items for generated code. Not public API: it may change in any release.

pub use core::result::Result::{self, Err, Ok};

pub use odoo_rpc::{DecodeError, JsonReader};

pub use crate::{
    field::{Field, ReadOnly},
    method::MethodCall,
    model::{FieldMeta, Model, ModelMeta, has_keys, leads_to, reads},
    record::{Nesting, Record, Row, Select, Shape},
    value::{
        EncodeResult, FieldType, IntoOperand, Scalar, Selection, decode_selection,
        selection_operand,
    },
    values::Values,
};
