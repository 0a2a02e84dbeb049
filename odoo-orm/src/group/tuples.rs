//! Tuples of keys and of aggregates.

use odoo_rpc::DecodeError;

use super::{
    aggregate::{AggregateSpec, Aggregates},
    key::{KeySpec, Keys},
    row::GroupRow,
};

// Not marked `do_not_recommend`, because the compiler should name the part that is wrong.
macro_rules! tuple {
    ($Trait:ident, $Spec:ident: $($Part:ident $at:tt),*) => {
        impl<M, $($Part: $Trait<M>),*> $Trait<M> for ($($Part,)*) {
            type Values = ($($Part::Values,)*);

            fn __list(&self, list: &mut Vec<$Spec>) {
                $(self.$at.__list(list);)*
            }

            fn __read(&self, row: &GroupRow<'_>) -> Result<Self::Values, DecodeError> {
                Ok(($(self.$at.__read(row)?,)*))
            }
        }
    };
}

tuple!(Keys, KeySpec: A 0, B 1);
tuple!(Keys, KeySpec: A 0, B 1, C 2);
tuple!(Keys, KeySpec: A 0, B 1, C 2, D 3);

tuple!(Aggregates, AggregateSpec: A 0, B 1);
tuple!(Aggregates, AggregateSpec: A 0, B 1, C 2);
tuple!(Aggregates, AggregateSpec: A 0, B 1, C 2, D 3);
tuple!(Aggregates, AggregateSpec: A 0, B 1, C 2, D 3, E 4);
tuple!(Aggregates, AggregateSpec: A 0, B 1, C 2, D 3, E 4, F 5);
