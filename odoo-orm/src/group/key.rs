//! Group keys.

use odoo_rpc::DecodeError;

use super::{
    date_range::{DateKey, DateRange, Granularity},
    groupable::Groupable,
    row::GroupRow,
};
use crate::{
    field::{Field, OwnField},
    value::{FieldType, Temporal},
    version::{self, Since},
};

/// The keys of a group query: a field, or a tuple of fields.
///
/// A tuple has two to four keys. See [`Field::granularity`] for dates.
#[diagnostic::on_unimplemented(
    message = "records of `{M}` cannot be grouped by `{Self}`",
    label = "expected a key of `{M}`, or a tuple of keys",
    note = "a key is a field of the model itself, or a date field with a granularity: `.granularity(Granularity::Month)`",
    note = "pass several keys as one tuple of up to four"
)]
pub trait Keys<M>: Send + Sync + 'static {
    /// The type of the key values.
    type Values;

    /// Adds each key, in order.
    #[doc(hidden)]
    fn __list(&self, keys: &mut Vec<KeySpec>);

    /// Decodes the key values of a group.
    #[doc(hidden)]
    fn __read(&self, row: &GroupRow<'_>) -> Result<Self::Values, DecodeError>;
}

/// A key without its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(unnameable_types, reason = "used only inside the crate")]
pub struct KeySpec {
    pub(super) field: &'static str,
    pub(super) granularity: Option<Granularity>,
    /// Whether the field's values are dates without a time.
    pub(super) whole_days: bool,
    /// The first version of Odoo that supports such a field as a key.
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

    /// Returns the name that both methods accept, and use in their rows.
    pub(super) fn name(&self) -> String {
        match self.granularity {
            Some(granularity) => format!("{}:{}", self.field, granularity.name()),
            None => self.field.to_owned(),
        }
    }
}

// Not marked `do_not_recommend`, because the compiler's message about the field itself is useful.
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

/// No keys: all records are one group.
#[diagnostic::do_not_recommend]
impl<M> Keys<M> for () {
    type Values = ();

    fn __list(&self, _: &mut Vec<KeySpec>) {}

    fn __read(&self, _: &GroupRow<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}
