//! Whether a field is on the model or on a path, and writable.

use super::path::Path;

/// A writable field of the model itself.
#[derive(Debug, Clone, Copy)]
pub struct ReadWrite(pub(crate) &'static str);

/// A field of the model itself that only the server writes.
#[derive(Debug, Clone, Copy)]
pub struct ReadOnly(pub(crate) &'static str);

/// A field of another model, reached through a path of relations.
#[derive(Debug, Clone)]
pub struct Dotted(pub(crate) Path);

/// The location of a field.
pub trait FieldAccess: sealed::Sealed {
    #[doc(hidden)]
    fn into_path(self) -> Path;
}

impl FieldAccess for ReadWrite {
    fn into_path(self) -> Path {
        self.0.into()
    }
}

impl FieldAccess for ReadOnly {
    fn into_path(self) -> Path {
        self.0.into()
    }
}

impl FieldAccess for Dotted {
    fn into_path(self) -> Path {
        self.0
    }
}

/// The location of a field on the model itself.
#[diagnostic::on_unimplemented(
    message = "a field of another model cannot be used here",
    label = "this is a path to another model",
    note = "sorting, grouping and aggregation need a field of the model itself",
    note = "to group by a field of a linked record, use a report model that has it as its own field, such as `country_id` of `sale.report`",
    note = "to sort by a linked record, use the relation field: Odoo then uses the default order of its model"
)]
pub trait OwnField: FieldAccess + Copy + Send + Sync + 'static {
    /// Whether a client can write to the field.
    #[doc(hidden)]
    const WRITABLE: bool;

    #[doc(hidden)]
    fn own(self) -> &'static str;
}

#[diagnostic::do_not_recommend]
impl OwnField for ReadWrite {
    const WRITABLE: bool = true;

    fn own(self) -> &'static str {
        self.0
    }
}

#[diagnostic::do_not_recommend]
impl OwnField for ReadOnly {
    const WRITABLE: bool = false;

    fn own(self) -> &'static str {
        self.0
    }
}

/// The location of a field that a client can write.
#[diagnostic::on_unimplemented(
    message = "this field cannot be written",
    label = "not a writable field of this model",
    note = "only the server writes read-only fields: `id`, `create_date` and the other log fields, and those declared `#[odoo(readonly)]`",
    note = "a dotted path refers to another record: write to that record"
)]
pub trait Writable: FieldAccess {
    #[doc(hidden)]
    fn key(self) -> &'static str;
}

#[diagnostic::do_not_recommend]
impl Writable for ReadWrite {
    fn key(self) -> &'static str {
        self.0
    }
}

mod sealed {
    /// Only this crate defines locations.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Sealed {}
    impl Sealed for super::ReadWrite {}
    impl Sealed for super::ReadOnly {}
    impl Sealed for super::Dotted {}
}
