//! Metadata of models: from structs, from a server, and the differences between them.

pub(crate) mod compile_checks;
mod describe;
mod pull;
mod verify;

pub use pull::{Pull, Pulled, Refused};
pub use verify::{Mismatch, Models, VerifyError, verify};

pub use crate::{
    model::{FieldInfo, FieldMeta, ModelMeta, RelationKind, RelationMeta, meta},
    model_ext::{Metadata, UserRef},
};
pub use odoo_rpc::Operation;
