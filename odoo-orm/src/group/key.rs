//! What records are grouped by.

use odoo_rpc::DecodeError;

use super::{
    date_range::{DateKey, DateRange, Granularity},
    groupable::Groupable,
    kinds::Temporal,
    row::GroupRow,
};
use crate::{
    field::{Field, OwnField},
    value::FieldType,
    version::{self, Since},
};

/// What records of `M` are grouped by: a field, a date field [by](Field::granularity) a granularity, or a tuple of two to four.
#[diagnostic::on_unimplemented(
    message = "records of `{M}` are not grouped by `{Self}`",
    label = "no key of `{M}`, and no tuple of keys",
    note = "a key is a field of the model itself, or a date field with its granularity: `.granularity(Granularity::Month)`",
    note = "several keys go into one tuple of up to four"
)]
pub trait Keys<M>: Send + Sync + 'static {
    /// What a group has of them.
    type Values;

    /// Adds each key, in its order.
    #[doc(hidden)]
    fn __list(&self, keys: &mut Vec<KeySpec>);

    /// Reads the values of a group.
    #[doc(hidden)]
    fn __read(&self, row: &GroupRow<'_>) -> Result<Self::Values, DecodeError>;
}

/// One key, without its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(unnameable_types, reason = "for the crate alone")]
pub struct KeySpec {
    pub(super) field: &'static str,
    pub(super) granularity: Option<Granularity>,
    /// Whether the field's values are days.
    pub(super) whole_days: bool,
    /// The first version of Odoo that groups by such a field.
    pub(super) since: Since,
}

impl KeySpec {
    fn plain<T: Groupable>(field: &'static str) -> Self {
        KeySpec {
            field,
            granularity: None,
            whole_days: false,
            since: T::SINCE,
        }
    }

    /// As both methods take it, and name it in their rows.
    pub(super) fn name(&self) -> String {
        match self.granularity {
            Some(granularity) => format!("{}:{}", self.field, granularity.name()),
            None => self.field.to_owned(),
        }
    }
}

// Not marked `do_not_recommend`: what the compiler has to say is what is wrong with the field.
impl<M, T, P> Keys<M> for Field<M, T, P>
where
    M: 'static,
    T: FieldType<Base: Groupable> + 'static,
    P: OwnField,
{
    type Values = <T::Base as Groupable>::Key;

    fn __list(&self, keys: &mut Vec<KeySpec>) {
        keys.push(KeySpec::plain::<T::Base>(self.place.own()));
    }

    fn __read(&self, row: &GroupRow<'_>) -> Result<Self::Values, DecodeError> {
        row.key(self.place.own())
    }
}

#[diagnostic::do_not_recommend]
impl<M, T> Keys<M> for DateKey<M, T>
where
    M: 'static,
    T: Temporal + 'static,
{
    type Values = Option<DateRange<T>>;

    fn __list(&self, keys: &mut Vec<KeySpec>) {
        keys.push(self.spec());
    }

    fn __read(&self, row: &GroupRow<'_>) -> Result<Self::Values, DecodeError> {
        row.bucket(&self.spec())
    }
}

impl<M, T: Temporal> DateKey<M, T> {
    fn spec(&self) -> KeySpec {
        KeySpec {
            field: self.field,
            granularity: Some(self.granularity),
            whole_days: T::WHOLE_DAYS,
            since: version::ALWAYS,
        }
    }
}

/// No keys: one group of all records.
#[diagnostic::do_not_recommend]
impl<M> Keys<M> for () {
    type Values = ();

    fn __list(&self, _: &mut Vec<KeySpec>) {}

    fn __read(&self, _: &GroupRow<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}
