//! Odoo's models that the behaviours use.

pub mod versioned;

use odoo_orm::{Binary, BinarySize, Json, Properties, Reference, prelude::*};
use rust_decimal::Decimal;
use serde_json::Value;

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub is_company: bool,
    pub active: bool,
    pub color: i64,
    pub partner_latitude: f64,
    #[odoo(field = "ref")]
    pub reference: Option<String>,
    #[odoo(readonly)]
    pub display_name: String,
    pub parent_id: Option<Many2one<Partner>>,
    pub child_ids: One2many<Partner>,
    pub country_id: Option<Many2one<Country>>,
    pub category_id: Many2many<Tag>,
    pub user_id: Option<Id<User>>,
    #[odoo(field = "type")]
    pub kind: Option<AddressKind>,
    pub comment: NotLoaded<Option<String>>,
    pub image_1920: NotLoaded<Option<Binary>>,
    pub create_date: DateTime<Utc>,
}

/// The type of a partner's address. Odoo has more keys, which differ between versions.
#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum AddressKind {
    Contact,
    Invoice,
    #[odoo(key = "delivery")]
    Shipping,
    #[odoo(other)]
    Other(String),
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
    pub name: String,
    pub phone_code: i32,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner.category")]
pub struct Tag {
    pub id: Id<Tag>,
    pub name: String,
    pub active: NotLoaded<bool>,
    pub parent_id: Option<Many2one<Tag>>,
    #[odoo(readonly)]
    pub display_name: NotLoaded<String>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.users")]
pub struct User {
    pub id: Id<User>,
    pub login: String,
    pub name: String,
    pub partner_id: Many2one<Partner>,
    pub company_id: Id<Company>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.company")]
pub struct Company {
    pub id: Id<Company>,
    pub name: String,
    pub currency_id: Many2one<Currency>,
    pub parent_id: Option<Id<Company>>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.currency")]
pub struct Currency {
    pub id: Id<Currency>,
    pub name: String,
    pub symbol: String,
}

/// Has a date and a float, both writable.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.currency.rate")]
pub struct Rate {
    pub id: Id<Rate>,
    #[odoo(field = "name")]
    pub day: NaiveDate,
    pub rate: f64,
    pub currency_id: Many2one<Currency>,
}

/// Has a writable datetime, and a nullable one.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub partner_id: Many2one<Partner>,
    pub date_order: DateTime<Utc>,
    pub commitment_date: Option<DateTime<Utc>>,
    pub validity_date: Option<NaiveDate>,
    pub order_line: One2many<OrderLine>,
    #[odoo(readonly)]
    pub amount_total: f64,
}

/// A saved filter. Its domain is a text in Python's notation.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "ir.filters")]
pub struct Filter {
    pub id: Id<Filter>,
    pub name: String,
    pub model_id: String,
    pub domain: String,
}

/// A file.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "ir.attachment")]
pub struct Attachment {
    pub id: Id<Attachment>,
    pub name: String,
    pub datas: NotLoaded<Option<Binary>>,
    pub res_model: Option<String>,
    /// A record of `res_model`, or 0.
    pub res_id: i64,
    /// The binary field of that record that the file belongs to.
    pub res_field: NotLoaded<Option<String>>,
}

/// A file without its bytes.
#[derive(Debug, Projection)]
#[odoo(of = Attachment)]
pub struct AttachmentSize {
    pub name: String,
    #[odoo(token = DATAS)]
    pub size: Option<BinarySize>,
}

/// A file with its bytes.
#[derive(Debug, Projection)]
#[odoo(of = Attachment)]
pub struct AttachmentBytes {
    pub name: String,
    pub datas: Option<Binary>,
}

/// Has a link to a record of one of several models.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "ir.ui.menu")]
pub struct Menu {
    pub id: Id<Menu>,
    pub name: String,
    pub action: Option<Reference>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "ir.actions.act_window")]
pub struct Window {
    pub id: Id<Window>,
    pub name: String,
    pub res_model: String,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.category")]
pub struct Category {
    pub id: Id<Category>,
    pub name: String,
    /// Odoo 16 and later.
    pub product_properties_definition: NotLoaded<Option<Json<Value>>>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.template")]
pub struct Product {
    pub id: Id<Product>,
    pub name: String,
    pub list_price: Decimal,
    pub categ_id: Option<Id<Category>>,
    /// Odoo 17 and later.
    pub product_properties: NotLoaded<Properties>,
}

/// Has a JSON field on 19.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order.line")]
pub struct OrderLine {
    pub id: Id<OrderLine>,
    pub name: String,
    pub order_id: Many2one<Order>,
    pub product_id: Option<Many2one<ProductVariant>>,
    pub price_unit: f64,
    /// A section or a note: such a line has no product.
    pub display_type: NotLoaded<Option<String>>,
    pub extra_tax_data: NotLoaded<Option<Json<Value>>>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "product.product")]
pub struct ProductVariant {
    pub id: Id<ProductVariant>,
    pub product_tmpl_id: Id<Product>,
    /// Inherited from the template.
    pub name: String,
    pub default_code: Option<String>,
}
