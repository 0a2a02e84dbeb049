mod convert;

pub use convert::InvalidId;

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use odoo_rpc::{DecodeError, JsonReader};

use crate::{
    model::{Fetch, FieldMeta, Model, RelationKind, RelationMeta, meta},
    value::{
        EncodeResult, Encoder, FieldType, IntoOperand, Ordered, Relation, Scalar, encode_id,
        from_request,
    },
};

/// The id of a record of model `M`. Ids of different models have different types.
///
/// It is the type of a record's own `id`, and can be the type of a many2one field whose name is not needed.
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.country")]
/// # struct Country { id: Id<Country> }
/// let belgium = Id::<Country>::new(20);
/// assert_eq!(belgium.get(), 20);
/// assert_eq!(format!("{belgium:?}"), "res.country(20)");
/// ```
pub struct Id<M> {
    id: i64,
    model: PhantomData<fn() -> M>,
}

impl<M> Id<M> {
    /// Creates an id from a number, whether the record exists or not.
    pub const fn new(id: i64) -> Self {
        Id {
            id,
            model: PhantomData,
        }
    }

    /// Returns the number in the database.
    pub const fn get(self) -> i64 {
        self.id
    }
}

/// The type of the field `id` of a model.
#[diagnostic::on_unimplemented(
    message = "the field `id` of `{M}` cannot be of type `{Self}`",
    label = "expected `Id<{M}>`",
    note = "ids of different models have different types, so that the id of one record is not used for a record of another model"
)]
pub trait OwnId<M>: FieldType {}

#[diagnostic::do_not_recommend]
impl<M: Model> OwnId<M> for Id<M> {}

impl FieldMeta {
    /// Describes the field `id` of a model.
    #[doc(hidden)]
    pub const fn id<M, T: OwnId<M>>(name: &'static str) -> Self {
        FieldMeta::new::<T>(name)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> FieldType for Id<M> {
    type Base = Self;
    const TYPES: &'static [&'static str] = &["integer", "many2one"];
    const RELATION: Option<RelationMeta> = Some(RelationMeta::to::<M>(RelationKind::Many2one));
    const FETCH: Fetch = Fetch::Id;

    /// Decodes an id in each format that Odoo uses.
    ///
    /// The formats are `3` for ids, `[3, "name"]` for many2one fields, and `{"id": 3, ...}` for specifications.
    #[inline]
    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        if json.is_array() || json.is_object() {
            return super::many2one::id_of_pair(json);
        }
        json.integer()
            .map(Id::new)
            .map_err(|error| error.expecting("an id"))
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode_id(self.id, encoder)
    }

    fn accept(json: &str, encoder: &mut Encoder<'_>) -> EncodeResult {
        from_request::link(json, encoder)
    }
}

impl<M: Model> Scalar for Id<M> {
    fn records(json: &mut JsonReader<'_>) -> Option<Result<Vec<Self>, DecodeError>> {
        Some(super::method_result::records(json))
    }
}

/// Ids mostly follow the order of creation: `ID.gt(last)` continues after a page.
#[diagnostic::do_not_recommend]
impl<M: Model> Ordered for Id<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model> Relation for Id<M> {
    type Target = M;
}

#[diagnostic::do_not_recommend]
impl<M: Model> IntoOperand<Id<M>> for Id<M> {
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode_id(self.id, encoder)
    }
}

/// Supports `is_in(&ids)`.
#[diagnostic::do_not_recommend]
impl<M, T> IntoOperand<T> for &Id<M>
where
    Id<M>: IntoOperand<T>,
{
    fn into_operand(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        (*self).into_operand(encoder)
    }
}

impl<M> Clone for Id<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Id<M> {}

impl<M> PartialEq for Id<M> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<M> Eq for Id<M> {}

impl<M> PartialOrd for Id<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M> Ord for Id<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl<M> Hash for Id<M> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

/// Shows only the number.
impl<M> fmt::Display for Id<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// Shows the record as Odoo does: `res.partner(3)`.
impl<M: Model> fmt::Debug for Id<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", meta::<M>().name(), self.id)
    }
}
