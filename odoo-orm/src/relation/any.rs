use std::convert::Infallible;

use crate::model::{Model, ModelMeta};

/// The target of a link to a model without a struct.
///
/// `Id<Any>`, `Many2one<Any>`, `One2many<Any>` and `Many2many<Any>` are read, written and compared by id as any link is. A field of the other model is
/// named by hand. Nothing can be read, created or searched through `Any` itself.
///
/// ```
/// use odoo_orm::{Any, Field, prelude::*};
///
/// #[derive(Debug, OdooModel)]
/// #[odoo(model = "sale.order")]
/// struct Order {
///     id: Id<Order>,
///     name: String,
///     partner_id: Many2one<Any>,
///     pricelist_id: Option<Id<Any>>,
///     order_line: One2many<Any>,
/// }
///
/// const CODE: Field<Any, String> = Field::named("country_code");
/// let domain = Order::PARTNER_ID.eq(Id::new(7)) & Order::PARTNER_ID.dot(CODE).eq("BE");
/// assert_eq!(
///     domain.to_json()?.to_string(),
///     r#"[["partner_id","=",7],["partner_id.country_code","=","BE"]]"#
/// );
/// # Ok::<_, odoo_orm::Error>(())
/// ```
#[derive(Debug)]
pub struct Any(Infallible);

impl Model for Any {
    const __NAME: &'static str = "any";

    fn __meta() -> &'static ModelMeta {
        static META: ModelMeta = ModelMeta::new(<Any as Model>::__NAME, &[]);
        &META
    }
}
