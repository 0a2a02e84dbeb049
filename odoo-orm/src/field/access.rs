//! Where a field sits: on the model or at the end of a path, and whether a client can write it.

use crate::domain::Path;

/// A field of the model itself that can be written.
#[derive(Debug, Clone, Copy)]
pub struct ReadWrite(pub(crate) &'static str);

/// A field of the model itself that only the server writes.
#[derive(Debug, Clone, Copy)]
pub struct ReadOnly(pub(crate) &'static str);

/// A field of another model, reached through relations.
#[derive(Debug, Clone)]
pub struct Dotted(pub(crate) Path);

/// Where a field sits.
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

/// A place on the model itself.
#[diagnostic::on_unimplemented(
    message = "a field of another model cannot be used here",
    label = "this is a path to another model",
    note = "records are sorted, grouped and summed up by fields of their own",
    note = "Odoo sorts by a relation's own field as its model is sorted by default"
)]
pub trait OwnField: FieldAccess + Copy + Send + Sync + 'static {
    /// Whether a client can write to it.
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

/// A place that a client can write to.
#[diagnostic::on_unimplemented(
    message = "this field cannot be written",
    label = "not writable from here",
    note = "a read-only field is the server's own affair: `id`, the fields of the record's log, or one declared `#[odoo(readonly)]`",
    note = "a dotted path belongs to another record: write to that one"
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
    /// Places are known to the crate alone.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Sealed {}
    impl Sealed for super::ReadWrite {}
    impl Sealed for super::ReadOnly {}
    impl Sealed for super::Dotted {}
}
