//! Models of Odoo's own that the behaviours use.

use odoo_orm::prelude::*;

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
    pub comment: Unread<Option<String>>,
    pub create_date: DateTime<Utc>,
}

/// What a partner's address is for. Odoo has more keys, and other ones in each version.
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
    pub active: Unread<bool>,
    pub parent_id: Option<Many2one<Tag>>,
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
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.currency")]
pub struct Currency {
    pub id: Id<Currency>,
    pub name: String,
}

/// Has a date and a float, both written by the client.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.currency.rate")]
pub struct Rate {
    pub id: Id<Rate>,
    #[odoo(field = "name")]
    pub day: NaiveDate,
    pub rate: f64,
    pub currency_id: Many2one<Currency>,
}

/// Has a datetime that the client writes, and one that can be empty.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub partner_id: Many2one<Partner>,
    pub date_order: DateTime<Utc>,
    pub commitment_date: Option<DateTime<Utc>>,
    pub validity_date: Option<NaiveDate>,
    #[odoo(readonly)]
    pub amount_total: f64,
}

/// A search that somebody stored. Its domain is a text in Python's notation.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "ir.filters")]
pub struct Filter {
    pub id: Id<Filter>,
    pub name: String,
    pub model_id: String,
    pub domain: String,
}
