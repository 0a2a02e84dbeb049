//! Group keys and aggregates of fields: see [`GroupQuery`](crate::group::GroupQuery).

use super::{Aggregate, Boolean, DateKey, Granularity, Numeric, SingleValued};
use crate::{
    field::{Field, OwnField},
    relation::Id,
    value::{FieldType, Ordered, Relation, Temporal},
};

// The bounds are on the methods, not on the impl block, and no signature uses a trait, so that the compiler shows our own
// messages.
impl<M, T, P> Field<M, T, P> {
    /// Groups a date or datetime by years, quarters, months, weeks, days or hours.
    pub fn granularity(self, granularity: Granularity) -> DateKey<M, T::Base>
    where
        T: FieldType<Base: Temporal>,
        P: OwnField,
    {
        DateKey::new(self.place.own(), granularity)
    }

    /// Returns the sum of a group's values; `None` if there are none.
    ///
    /// The server adds monetary amounts without converting currencies: if there are several currencies, group by the currency as
    /// well.
    pub fn sum<S>(self) -> Aggregate<M, Option<S>>
    where
        T: FieldType<Base: Numeric<Sum = S>>,
        P: OwnField,
    {
        Aggregate::new("sum", self.place.own())
    }

    /// Returns the average of a group's values; `None` if there are none.
    pub fn avg(self) -> Aggregate<M, Option<f64>>
    where
        T: FieldType<Base: Numeric>,
        P: OwnField,
    {
        Aggregate::new("avg", self.place.own())
    }

    /// Returns the smallest of a group's values; `None` if there are none.
    ///
    /// Text is compared by the database's collation.
    pub fn min(self) -> Aggregate<M, Option<T::Base>>
    where
        T: FieldType<Base: Ordered>,
        P: OwnField,
    {
        Aggregate::new("min", self.place.own())
    }

    /// Returns the largest of a group's values; `None` if there are none.
    pub fn max(self) -> Aggregate<M, Option<T::Base>>
    where
        T: FieldType<Base: Ordered>,
        P: OwnField,
    {
        Aggregate::new("max", self.place.own())
    }

    /// Counts the distinct values of a group.
    pub fn count_distinct(self) -> Aggregate<M, u64>
    where
        T: FieldType<Base: SingleValued>,
        P: OwnField,
    {
        Aggregate::new("count_distinct", self.place.own())
    }

    /// Tells whether the value is `true` in all of a group's records.
    ///
    /// Records whose boolean was never set are ignored. A group with only such records returns `false`.
    pub fn bool_and(self) -> Aggregate<M, bool>
    where
        T: FieldType<Base: Boolean>,
        P: OwnField,
    {
        Aggregate::new("bool_and", self.place.own())
    }

    /// Tells whether the value is `true` in any of a group's records.
    pub fn bool_or(self) -> Aggregate<M, bool>
    where
        T: FieldType<Base: Boolean>,
        P: OwnField,
    {
        Aggregate::new("bool_or", self.place.own())
    }

    /// Returns ids, sorted by number.
    ///
    /// `ID.array_agg()` returns the ids of a group's records. On a many2one field, it returns the ids of the linked records, one
    /// for each record that has a link.
    pub fn array_agg<N>(self) -> Aggregate<M, Vec<Id<N>>>
    where
        T: FieldType<Base: Relation<Target = N> + SingleValued>,
        P: OwnField,
    {
        Aggregate::new("array_agg", self.place.own())
    }
}
