//! Field tokens, and the operators of domains on them.

mod access;
mod aggregates;
mod date_part;
mod operators;

pub use access::{Dotted, FieldAccess, OwnField, ReadOnly, ReadWrite, Writable};
pub use date_part::DatePart;

use std::{fmt, marker::PhantomData};

use crate::{
    domain::Path,
    model::{Model, RelationKind, meta},
    order::OrderBy,
    value::{FieldType, Relation},
};

/// Names one field of model `M`, whose Rust type is `T`. `P` is where it sits, which decides whether it can be written.
///
/// The derive makes one constant for each field. A field that no struct declares can be named by hand:
///
/// ```
/// # use odoo_orm::prelude::*;
/// # #[derive(OdooModel)]
/// # #[odoo(model = "res.partner")]
/// # struct Partner { id: Id<Partner>, name: String }
/// use odoo_orm::Field;
///
/// const COLOR: Field<Partner, i64> = Field::named("x_color");
/// let red = Partner::NAME.ilike("acme") & COLOR.eq(1);
/// assert_eq!(red.to_json()?.to_string(), r#"[["name","ilike","acme"],["x_color","=",1]]"#);
/// # Ok::<_, odoo_orm::Error>(())
/// ```
pub struct Field<M, T, P = ReadWrite> {
    pub(crate) place: P,
    types: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Field<M, T> {
    /// A field of `M` that can be written, by the server's name for it.
    pub const fn named(name: &'static str) -> Self {
        Field {
            place: ReadWrite(name),
            types: PhantomData,
        }
    }
}

impl<M, T> Field<M, T, ReadOnly> {
    /// A field of `M` that only the server writes, by the server's name for it.
    pub const fn read_only(name: &'static str) -> Self {
        Field {
            place: ReadOnly(name),
            types: PhantomData,
        }
    }
}

impl<M, T, P> Field<M, T, P> {
    /// Smallest first. Text is ordered as the database collates it, a many2one as its model is by default; empty fields
    /// come last.
    pub fn asc(self) -> OrderBy<M>
    where
        P: OwnField,
    {
        OrderBy::new(self.place.own(), false)
    }

    /// Largest first; empty fields come first.
    pub fn desc(self) -> OrderBy<M>
    where
        P: OwnField,
    {
        OrderBy::new(self.place.own(), true)
    }

    /// Follows a relation to a field of the model that it leads to.
    ///
    /// A condition on the path needs a record at its other end: `COUNTRY_ID.dot(Country::CODE).ne("BE")` leaves out
    /// partners without a country. Conditions on two paths through a list may be met by two different lines:
    /// [`any`](Self::any) asks for one that meets both.
    pub fn dot<U, Q>(self, next: Field<T::Target, U, Q>) -> Field<M, U, Dotted>
    where
        T: Relation,
        P: FieldAccess,
        Q: FieldAccess,
    {
        let many = T::RELATION.is_none_or(|relation| relation.kind() != RelationKind::Many2one);
        let path = self.place.into_path().many(many);
        Field::dotted(path.join(&next.place.into_path()))
    }
}

impl<M, T> Field<M, T, Dotted> {
    pub(crate) fn dotted(path: Path) -> Self {
        Field {
            place: Dotted(path),
            types: PhantomData,
        }
    }
}

impl<M, T, P: Clone> Clone for Field<M, T, P> {
    fn clone(&self) -> Self {
        Field {
            place: self.place.clone(),
            types: PhantomData,
        }
    }
}

impl<M, T, P: Copy> Copy for Field<M, T, P> {}

/// As `res.partner.name`.
impl<M: Model, T: FieldType, P: FieldAccess + Clone> fmt::Debug for Field<M, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}",
            meta::<M>().name(),
            self.place.clone().into_path()
        )
    }
}
