use std::{
    borrow::Cow,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

/// A property whose values have the type `T`.
///
/// Its name is not the label that users see. The server generates it, such as `3b1c2d4e5f607182`: [`Properties::labels`](super::Properties::labels) returns it.
pub struct Property<T> {
    name: Cow<'static, str>,
    value: PhantomData<fn() -> T>,
}

impl<T> Property<T> {
    /// Creates a property from its name.
    pub const fn named(name: &'static str) -> Self {
        Property {
            name: Cow::Borrowed(name),
            value: PhantomData,
        }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Creates a property from a name that is known only at run time.
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
