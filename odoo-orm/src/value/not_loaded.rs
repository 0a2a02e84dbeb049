use std::{fmt, marker::PhantomData};

use odoo_rpc::{DecodeError, JsonReader};

use crate::model::RelationMeta;

use super::{CanBeAbsent, CanBeUnset, EncodeResult, Encoder, Fetch, FieldType, Nullable, Relation};

/// A field of type `T` that can be searched and written, but is not loaded.
///
/// It costs nothing in a read and has no value. A [`Projection`](derive@crate::Projection) can read the field as a `T`.
///
/// ```
/// use odoo_orm::{NotLoaded, prelude::*};
///
/// #[derive(Debug, OdooModel)]
/// #[odoo(model = "res.users")]
/// struct User {
///     id: Id<User>,
///     login: String,
///     /// Odoo never returns it.
///     password: NotLoaded<Option<String>>,
/// }
///
/// let values = Values::new().set(User::PASSWORD, "secret");
/// let archived = User::LOGIN.eq("demo") & User::PASSWORD.is_set();
/// # let _ = (values, archived);
/// ```
pub struct NotLoaded<T>(PhantomData<fn() -> T>);

impl<T> NotLoaded<T> {
    /// Returns the only value, which holds nothing.
    pub const fn new() -> Self {
        NotLoaded(PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> FieldType for NotLoaded<T> {
    type Base = T::Base;
    const TYPES: &'static [&'static str] = T::TYPES;
    const NULLABLE: bool = T::NULLABLE;
    const RELATION: Option<RelationMeta> = T::RELATION;
    const KEYS: Option<&'static [&'static str]> = T::KEYS;
    const TAKES_OTHER_KEYS: bool = T::TAKES_OTHER_KEYS;
    const FETCH: Fetch = Fetch::Nothing;

    /// Reads nothing.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.skip()?;
        Ok(NotLoaded::new())
    }

    fn encode(&self, _: &mut Encoder<'_>) -> EncodeResult {
        Ok(())
    }

    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        T::accept(json, encoder)
    }

    fn unread() -> Option<Self> {
        Some(NotLoaded::new())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nullable> Nullable for NotLoaded<T> {}

#[diagnostic::do_not_recommend]
impl<T: CanBeUnset> CanBeUnset for NotLoaded<T> {}

/// A projection may read it as a `T`.
#[diagnostic::do_not_recommend]
impl<T: CanBeAbsent> CanBeAbsent for NotLoaded<T> {}

#[diagnostic::do_not_recommend]
impl<T: Relation> Relation for NotLoaded<T> {
    type Target = T::Target;
}

impl<T> Clone for NotLoaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for NotLoaded<T> {}

impl<T> Default for NotLoaded<T> {
    fn default() -> Self {
        NotLoaded::new()
    }
}

impl<T> PartialEq for NotLoaded<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for NotLoaded<T> {}

impl<T> fmt::Debug for NotLoaded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotLoaded")
    }
}
