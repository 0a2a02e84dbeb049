//! Models of Odoo before and after an upgrade: each struct serves 14 to 19.

use odoo_orm::{Versioned, prelude::*};

use super::ProductVariant;

/// A partner of any version.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Contact {
    pub id: Id<Contact>,
    pub name: String,
    pub phone: Option<String>,
    /// Gone in 19: `phone` is for all numbers.
    #[odoo(until = 18)]
    pub mobile: Option<String>,
    pub parent_id: Option<Many2one<Contact>>,
    pub child_ids: One2many<Contact>,
    pub user_ids: One2many<User>,
}

/// A user of any version.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.users")]
pub struct User {
    pub id: Id<User>,
    pub login: String,
    pub name: String,
    pub partner_id: Many2one<Contact>,
    #[odoo(renamed(until = 18, "groups_id"))]
    pub group_ids: Many2many<Group>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "res.groups")]
pub struct Group {
    pub id: Id<Group>,
    pub name: String,
    #[odoo(renamed(until = 18, "users"))]
    pub user_ids: Many2many<User>,
}

/// An order line of any version.
#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order.line")]
pub struct Line {
    pub id: Id<Line>,
    pub name: String,
    pub order_id: Many2one<Sale>,
    pub product_id: Option<Id<ProductVariant>>,
    #[odoo(renamed(until = 18, "product_uom"))]
    pub product_uom_id: Option<Many2one<Unit>>,
    #[odoo(renamed(until = 18, "tax_id"))]
    pub tax_ids: Many2many<Tax>,
    pub product_uom_qty: f64,
    #[odoo(since = 19, readonly)]
    pub is_product_archived: Versioned<bool>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Sale {
    pub id: Id<Sale>,
    pub partner_id: Many2one<Contact>,
    pub order_line: One2many<Line>,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "uom.uom")]
pub struct Unit {
    pub id: Id<Unit>,
    pub name: String,
}

#[derive(Debug, Clone, OdooModel)]
#[odoo(model = "account.tax")]
pub struct Tax {
    pub id: Id<Tax>,
    pub name: String,
}
