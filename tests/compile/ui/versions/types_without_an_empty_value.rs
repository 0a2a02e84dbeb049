use odoo_orm::{NotLoaded, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    id: Id<Partner>,
    #[odoo(until = 18)]
    mobile: String,
    #[odoo(since = 17)]
    parent_id: Many2one<Partner>,
    #[odoo(since = 15, until = 16)]
    comment: NotLoaded<bool>,
    // These are right.
    #[odoo(until = 18)]
    title: Option<String>,
    #[odoo(since = 17)]
    child_ids: One2many<Partner>,
    #[odoo(since = 17)]
    count: odoo_orm::Versioned<i64>,
}

fn main() {}
