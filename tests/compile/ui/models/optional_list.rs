use odoo_orm::prelude::*;

#[derive(OdooModel)]
#[odoo("res.partner")]
struct Partner {
    child_ids: Option<One2many<Partner>>,
}

fn main() {}
