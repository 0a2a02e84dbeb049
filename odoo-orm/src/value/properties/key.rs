use std::{
    borrow::Cow,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use super::Properties;
use crate::{
    domain::Feature,
    field::{Dotted, Field, FieldAccess},
    value::FieldType,
};

/// Names one property, whose values are of type `T`.
///
/// The name is not the label that people see, but what the server made up, such as `3b1c2d4e5f607182`: [`Properties::labels`] tells it.
pub struct Property<T> {
    name: Cow<'static, str>,
    value: PhantomData<fn() -> T>,
}

impl<T> Property<T> {
    /// The property of this name.
    pub const fn named(name: &'static str) -> Self {
        Property {
            name: Cow::Borrowed(name),
            value: PhantomData,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The property of a name that is known only when the program runs.
impl<T> From<String> for Property<T> {
    fn from(name: String) -> Self {
        Property {
            name: name.into(),
            value: PhantomData,
        }
    }
}

impl<T> Clone for Property<T> {
    fn clone(&self) -> Self {
        Property {
            name: self.name.clone(),
            value: PhantomData,
        }
    }
}

impl<T> PartialEq for Property<T> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl<T> Eq for Property<T> {}

impl<T> Hash for Property<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl<T> fmt::Debug for Property<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Property").field(&self.name).finish()
    }
}

impl<M, T, P> Field<M, T, P> {
    /// One property, to be compared. A record whose parent does not define it is one without a value: it meets `is_unset`, and mostly not `ne`.
    ///
    /// Needs Odoo 17: on an older server the search is refused with an error that says so.
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
