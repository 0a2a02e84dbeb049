use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo(model = "res.country")]
struct Country {
    name: String,
}

#[derive(OdooModel)]
#[odoo(model = "res.partner")]
struct Partner {
    country_id: Option<Many2one<Partner>>,
    parent_id: Option<Id<Country>>,
    child_ids: One2many<Country>,
}

fn main() {}
