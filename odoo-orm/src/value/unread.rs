use std::{fmt, marker::PhantomData};

use odoo_rpc::{DecodeError, JsonReader};

use crate::model::RelationMeta;

use super::{Fetch, FieldType, MaybeEmpty, Nullable, Operand, Relation};

/// A field of type `T` that can be searched and written, and is not read: it costs nothing in a search, and has no value. A
/// [`Projection`](derive@crate::Projection) can read it all the same, as a `T`.
///
/// ```
/// use odoo_orm::{Unread, prelude::*};
///
/// #[derive(Debug, OdooModel)]
/// #[odoo(model = "res.users")]
/// struct User {
///     id: Id<User>,
///     login: String,
///     /// Odoo never tells it.
///     password: Unread<Option<String>>,
/// }
///
/// let values = Values::new().set(User::PASSWORD, "secret");
/// let archived = User::LOGIN.eq("demo") & User::PASSWORD.is_set();
/// # let _ = (values, archived);
/// ```
pub struct Unread<T>(PhantomData<fn() -> T>);

impl<T> Unread<T> {
    /// The field's one value: none that could be read.
    pub const fn new() -> Self {
        Unread(PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> FieldType for Unread<T> {
    type Base = T::Base;
    const TYPES: &'static [&'static str] = T::TYPES;
    const NULLABLE: bool = T::NULLABLE;
    const RELATION: Option<RelationMeta> = T::RELATION;
    const KEYS: Option<fn() -> &'static [&'static str]> = T::KEYS;
    const FETCH: Fetch = Fetch::Nothing;

    /// There is nothing to read.
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        json.skip()?;
        Ok(Unread::new())
    }

    fn copied(&self) -> Option<Operand> {
        None
    }

    fn unread() -> Option<Self> {
        Some(Unread::new())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nullable> Nullable for Unread<T> {}

#[diagnostic::do_not_recommend]
impl<T: MaybeEmpty> MaybeEmpty for Unread<T> {}

#[diagnostic::do_not_recommend]
impl<T: Relation> Relation for Unread<T> {
    type Target = T::Target;
}

impl<T> Clone for Unread<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Unread<T> {}

impl<T> Default for Unread<T> {
    fn default() -> Self {
        Unread::new()
    }
}

impl<T> PartialEq for Unread<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Unread<T> {}

impl<T> fmt::Debug for Unread<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unread")
    }
}
