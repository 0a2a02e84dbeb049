//! Fields of models, and paths to fields of linked models.
//!
//! The methods of a field are beside what they make: conditions in `domain/conditions.rs`, sort keys in `order.rs`, aggregates in `group/fields.rs`.

mod access;
mod date_part;
mod path;
mod property;

pub use access::{Dotted, FieldAccess, OwnField, ReadOnly, ReadWrite, Writable};
pub use date_part::DatePart;
pub(crate) use path::{Feature, Path};

use std::{fmt, marker::PhantomData};

use odoo_rpc::ServerVersion;

use crate::{
    model::{Model, RelationKind, meta},
    value::{FieldType, Relation},
};

/// A field of model `M` with the Rust type `T`.
///
/// `P` tells whether the field is on the model itself and whether it can be written.
///
/// The derive creates one constant for each field. A field that no struct declares can be named explicitly:
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
    /// Creates a writable field of `M` from its name on the server.
    pub const fn named(name: &'static str) -> Self {
        Field {
            place: ReadWrite(name),
            types: PhantomData,
        }
    }
}

impl<M, T> Field<M, T, ReadOnly> {
    /// Creates a read-only field of `M` from its name on the server.
    pub const fn read_only(name: &'static str) -> Self {
        Field {
            place: ReadOnly(name),
            types: PhantomData,
        }
    }
}

impl<M, T, P> Field<M, T, P> {
    /// Tells whether a version of Odoo has the field, as its struct declares it.
    ///
    /// A domain, an order, values or a group that name a field which the server does not have are errors.
    ///
    /// ```
    /// # use odoo_orm::prelude::*;
    /// #[derive(OdooModel)]
    /// #[odoo(model = "res.partner")]
    /// struct Partner {
    ///     id: Id<Partner>,
    ///     phone: Option<String>,
    ///     #[odoo(until = 18)]
    ///     mobile: Option<String>,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), odoo_orm::Error> {
    /// # let odoo = odoo_mock::World::new().client();
    /// let mut called = Partner::PHONE.eq("+32 2 290 34 90");
    /// if Partner::MOBILE.is_on(odoo.server_version().await?) {
    ///     called |= Partner::MOBILE.eq("+32 2 290 34 90");
    /// }
    /// let partners = Partner::search_read(&odoo, called).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_on(self, version: &ServerVersion) -> bool
    where
        M: Model,
        P: OwnField,
    {
        let field = meta::<M>().field(self.place.own());
        field.is_none_or(|field| field.name_on(version).is_some())
    }

    /// Follows a relation to a field of its target model.
    ///
    /// A condition on the path matches only if there is a linked record: `COUNTRY_ID.dot(Country::CODE).ne("BE")` excludes
    /// partners without a country. Two conditions on paths through a list can match different lines:
    /// [`any`](Self::any) requires that both hold for the same line.
    pub fn dot<U, Q>(self, next: Field<T::Target, U, Q>) -> Field<M, U, Dotted>
    where
        T: Relation,
        P: FieldAccess,
        Q: FieldAccess,
    {
        let many = T::RELATION.is_none_or(|relation| relation.kind() != RelationKind::Many2one);
        let path = self.place.into_path().many(many);
        Field::dotted(path.join(&next.place.into_path(), meta::<T::Target>()))
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

/// Shows the field as `res.partner.name`.
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
