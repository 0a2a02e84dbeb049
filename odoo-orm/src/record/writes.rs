//! Which fields of a shape a request may write, and how their values are read.

use super::{Record, Select};
use crate::{
    model::{Accept, FieldMeta},
    value::FieldType,
};

/// A field that a shape names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Write {
    pub(crate) name: &'static str,
    pub(crate) is_writable: bool,
    pub(crate) is_nullable: bool,
    pub(crate) accept: Accept,
    /// Whether it is a list of records.
    pub(crate) is_list: bool,
    /// The shape of the records of a list, which are read whole.
    pub(crate) nested: Option<fn() -> Vec<Write>>,
}

impl Write {
    /// Describes a field of a model's struct.
    pub(super) fn of_field(field: &FieldMeta) -> Self {
        Write {
            name: field.name,
            is_writable: !field.read_only,
            is_nullable: field.nullable,
            accept: field.accept,
            is_list: is_list(field.types),
            nested: None,
        }
    }

    pub(crate) fn of<T: FieldType>(name: &'static str, is_writable: bool) -> Self {
        Write {
            name,
            is_writable,
            is_nullable: T::NULLABLE,
            accept: T::accept,
            is_list: is_list(T::TYPES),
            nested: None,
        }
    }
}

fn is_list(types: &[&str]) -> bool {
    let mut types = types.iter();
    types.any(|kind| matches!(*kind, "one2many" | "many2many"))
}

/// Returns the fields of a shape.
///
/// It is not a method of `Record`, so that the derive generates nothing for it.
pub(crate) fn writes<R: Record>() -> Vec<Write> {
    let mut select = Select::of_writes();
    R::__select(&mut select);
    select.into_writes()
}
