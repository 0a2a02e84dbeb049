use super::{Dotted, Field, FieldAccess, path::Feature};
use crate::value::{FieldType, Properties, Property};

impl<M, T, P> Field<M, T, P> {
    /// Selects one property for a comparison.
    ///
    /// If a record's parent does not define the property, the record counts as one without a value: it matches `is_unset`, and usually does not match `ne`.
    ///
    /// Needs Odoo 17. For an older server, the search fails before it is sent.
    pub fn property<U>(self, property: &Property<U>) -> Field<M, U, Dotted>
    where
        T: FieldType<Base = Properties>,
        U: FieldType,
        P: FieldAccess,
    {
        let path = self.place.into_path().then(property.name());
        Field::dotted(path.needing(Feature::Property))
    }
}
