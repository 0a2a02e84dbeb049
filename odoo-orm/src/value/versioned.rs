use odoo_rpc::{DecodeError, JsonReader};

use crate::model::RelationMeta;

use super::{
    CanBeAbsent, CanBeUnset, EncodeResult, Encoder, Fetch, FieldType, Nullable, ReadAs, Relation,
};

/// The value of a field that some versions of Odoo do not have.
///
/// It tells a field that the server lacks from an empty one. For a field that is an `Option` or a list anyway, `None` or an empty list may be
/// enough.
///
/// ```
/// use odoo_orm::{Versioned, prelude::*};
///
/// #[derive(Debug, OdooModel)]
/// #[odoo(model = "res.users")]
/// struct User {
///     id: Id<User>,
///     #[odoo(since = 18, readonly)]
///     all_groups_count: Versioned<i64>,
/// }
///
/// fn describe(user: &User) -> String {
///     match user.all_groups_count {
///         Versioned::Present(count) => format!("{count} groups"),
///         Versioned::Absent => "unknown on this server".to_owned(),
///     }
/// }
/// # let user = User { id: Id::new(1), all_groups_count: Versioned::Absent };
/// # assert_eq!(describe(&user), "unknown on this server");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the server has the field or not")]
pub enum Versioned<T> {
    /// The server has the field, with this value.
    Present(T),
    /// The server's version does not have the field.
    #[default]
    Absent,
}

impl<T> Versioned<T> {
    /// Returns the value, if the server has the field.
    pub fn present(self) -> Option<T> {
        match self {
            Versioned::Present(value) => Some(value),
            Versioned::Absent => None,
        }
    }

    /// Returns a reference to the value.
    pub fn as_ref(&self) -> Versioned<&T> {
        match self {
            Versioned::Present(value) => Versioned::Present(value),
            Versioned::Absent => Versioned::Absent,
        }
    }

    /// Tells whether the server has the field.
    pub fn is_present(&self) -> bool {
        matches!(self, Versioned::Present(_))
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> FieldType for Versioned<T> {
    type Base = T::Base;
    const TYPES: &'static [&'static str] = T::TYPES;
    const NULLABLE: bool = T::NULLABLE;
    const RELATION: Option<RelationMeta> = T::RELATION;
    const KEYS: Option<&'static [&'static str]> = T::KEYS;
    const TAKES_OTHER_KEYS: bool = T::TAKES_OTHER_KEYS;
    const FETCH: Fetch = T::FETCH;
    const FALSE_IS_A_VALUE: bool = T::FALSE_IS_A_VALUE;

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        T::decode(json).map(Versioned::Present)
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        match self {
            Versioned::Present(value) => value.encode(encoder),
            Versioned::Absent => Ok(()),
        }
    }

    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        T::accept(json, encoder)
    }

    fn unread() -> Option<Self> {
        T::unread().map(Versioned::Present)
    }

    fn absent() -> Option<Self> {
        Some(Versioned::Absent)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> CanBeAbsent for Versioned<T> {}

#[diagnostic::do_not_recommend]
impl<T: Nullable> Nullable for Versioned<T> {}

#[diagnostic::do_not_recommend]
impl<T: CanBeUnset> CanBeUnset for Versioned<T> {}

#[diagnostic::do_not_recommend]
impl<T: Relation> Relation for Versioned<T> {
    type Target = T::Target;
}

/// A projection may do without the difference.
#[diagnostic::do_not_recommend]
impl<T: FieldType> ReadAs<Versioned<T>> for Option<T> where Option<T>: FieldType {}
