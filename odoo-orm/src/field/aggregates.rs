//! Fields as keys and as what is summed up: see [`GroupQuery`](crate::GroupQuery).

use super::{Field, OwnField};
use crate::{
    group::{Aggregate, Boolean, DateKey, Granularity, Numeric, SingleValued, Temporal},
    relation::Id,
    value::{FieldType, Ordered, Relation},
};

// The bounds stand on the methods and not on the block, and no signature goes through a trait: so the compiler says our own
// sentences.
impl<M, T, P> Field<M, T, P> {
    /// A date or a datetime as a key of groups, by its years, quarters, months, weeks, days or hours.
    pub fn granularity(self, granularity: Granularity) -> DateKey<M, T::Base>
    where
        T: FieldType<Base: Temporal>,
        P: OwnField,
    {
        DateKey::new(self.place.own(), granularity)
    }

    /// The sum of a group's values; `None` if there are none.
    ///
    /// The server adds up amounts of money as they stand, in whatever currency each is: make the currency a key where there are
    /// several.
    pub fn sum<S>(self) -> Aggregate<M, Option<S>>
    where
        T: FieldType<Base: Numeric<Sum = S>>,
        P: OwnField,
    {
        Aggregate::new("sum", self.place.own())
    }

    /// The average of a group's values; `None` if there are none.
    pub fn avg(self) -> Aggregate<M, Option<f64>>
    where
        T: FieldType<Base: Numeric>,
        P: OwnField,
    {
        Aggregate::new("avg", self.place.own())
    }

    /// The smallest of a group's values; `None` if there are none. Text is compared as the database collates it.
    pub fn min(self) -> Aggregate<M, Option<T::Base>>
    where
        T: FieldType<Base: Ordered>,
        P: OwnField,
    {
        Aggregate::new("min", self.place.own())
    }

    /// The largest of a group's values; `None` if there are none.
    pub fn max(self) -> Aggregate<M, Option<T::Base>>
    where
        T: FieldType<Base: Ordered>,
        P: OwnField,
    {
        Aggregate::new("max", self.place.own())
    }

    /// How many different values a group has.
    pub fn count_distinct(self) -> Aggregate<M, u64>
    where
        T: FieldType<Base: SingleValued>,
        P: OwnField,
    {
        Aggregate::new("count_distinct", self.place.own())
    }

    /// Whether all of a group's records have `true`. One whose boolean was never set does not count, and a group of nothing but
    /// such records has `false`.
    pub fn bool_and(self) -> Aggregate<M, bool>
    where
        T: FieldType<Base: Boolean>,
        P: OwnField,
    {
        Aggregate::new("bool_and", self.place.own())
    }

    /// Whether one of a group's records has `true`.
    pub fn bool_or(self) -> Aggregate<M, bool>
    where
        T: FieldType<Base: Boolean>,
        P: OwnField,
    {
        Aggregate::new("bool_or", self.place.own())
    }

    /// The ids of a group's records, with `ID.array_agg()`; those that a many2one field of theirs leads to, one for each record
    /// that has one. Sorted by their numbers.
    pub fn array_agg<N>(self) -> Aggregate<M, Vec<Id<N>>>
    where
        T: FieldType<Base: Relation<Target = N> + SingleValued>,
        P: OwnField,
    {
        Aggregate::new("array_agg", self.place.own())
    }
}
